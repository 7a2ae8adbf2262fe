import * as z from 'zod';
import type { Clock } from '../../support/clock';
import { RegistryError } from '../errors';
import { nextPage } from '../http/places';
import { isTag } from '../imageName';
import { parsedJson } from '../http/classify';
import type { TagList } from '../types';
import { requestFor, type Place } from './fetch';

const pageSize = 1_000;
const maxPages = 200;
const maxTags = 50_000;

const page = z.object({ tags: z.array(z.string()).nullish() });

/** All tags of a repository, page by page, up to a bound that is told. @throws RegistryError */
export async function readTags({ host, image }: Place, clock: Clock, signal: AbortSignal): Promise<TagList> {
  const tags = new Set<string>();
  let unusable = 0;
  const first = { ...requestFor(image, `tags/list?n=${pageSize}`, image.repository), accept: 'application/json' };
  const seen = new Set<string>();
  let path: string | undefined = first.path;
  for (; path !== undefined && seen.size < maxPages && tags.size <= maxTags && !seen.has(path);) {
    seen.add(path);
    const { body, headers, url } = await host.send({ ...first, path }, signal);
    const parsed = page.safeParse(parsedJson(body));
    if (!parsed.success) throw RegistryError.malformed(host.name, `${image.repository}: tags`, parsed.error);
    for (const tag of parsed.data.tags ?? []) {
      if (isTag(tag)) tags.add(tag);
      else unusable += 1;
    }
    const next = nextPage(host.name, url, headers.get('link'));
    path = next && next.pathname + next.search;
  }
  return {
    tags: [...tags].slice(0, maxTags),
    // A page that was there before leads round in circles: what else there is, nobody knows.
    isCut: path !== undefined || tags.size > maxTags,
    unusable,
    observed: { at: clock.now(), source: host.name },
  };
}
