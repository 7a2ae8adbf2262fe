import * as z from 'zod';
import { goDurationMs } from '../../support/goDuration';
import type { Instant } from '../../support/clock';
import type { LiveObject } from '../live';
import { among } from './among';
import type { EngineFreight } from './status';

const stages = <S extends z.ZodType>(one: S) => z.record(z.string(), one).nullish().catch(undefined);
const time = z.string().nullish().catch(undefined);

/** What a Freight says, as far as it is read. Source: kargo, api/v1alpha1/freight_types.go. */
const freightShape = z.object({
  alias: z.string().optional().catch(undefined),
  discoveredAt: time,
  origin: z.object({ name: z.string() }),
  commits: z
    .array(z.object({ repoURL: z.string(), id: z.string(), branch: z.string().optional(), tag: z.string().optional() }))
    .nullish()
    .catch(undefined),
  images: z
    .array(z.object({ repoURL: z.string(), tag: z.string().optional(), digest: z.string().optional() }))
    .nullish()
    .catch(undefined),
  charts: z
    .array(z.object({ repoURL: z.string(), name: z.string().optional(), version: z.string().optional() }))
    .nullish()
    .catch(undefined),
  status: z
    .object({
      currentlyIn: stages(z.object({ since: time })),
      verifiedIn: stages(z.object({ verifiedAt: time, longestSoak: time })),
      approvedFor: stages(z.object({ approvedAt: time })),
    })
    .optional()
    .catch(undefined),
});

type FreightShape = z.infer<typeof freightShape>;

/** One piece of freight of a project. */
export interface Freight {
  readonly name: string;
  readonly warehouse: string;
  /** ISO 8601. */
  readonly discovered: string;
  readonly shown: EngineFreight;
  isIn(stage: string): boolean;
  isVerifiedIn(stage: string): boolean;
  /** ISO 8601, or empty where that is not told; nothing where nobody approved it by hand. */
  approvedFor(stage: string): string | undefined;
  /** How long it has soaked in a Stage, and since when it has been there; only where it is verified in it. */
  soakIn(stage: string): { readonly longestMs: number; readonly since: Instant | undefined };
}

/** The freight of a project, the newest first. What cannot be read is none. */
export function freightOf(project: string | undefined, objects: readonly LiveObject[]): readonly Freight[] {
  return among(objects)
    .allIn('kargo.akuity.io', 'Freight', project)
    .flatMap((object) => {
      const parsed = freightShape.safeParse(object);
      return parsed.success ? [freightFrom(object, parsed.data)] : [];
    })
    .toSorted((a, b) => Date.parse(b.discovered) - Date.parse(a.discovered));
}

function freightFrom({ metadata }: LiveObject, said: FreightShape): Freight {
  const { name, creationTimestamp } = metadata;
  const { currentlyIn, verifiedIn, approvedFor } = said.status ?? {};
  const at = <T>(record: Readonly<Record<string, T>> | null | undefined, stage: string): T | undefined =>
    record && Object.hasOwn(record, stage) ? record[stage] : undefined;
  return {
    name,
    warehouse: said.origin.name,
    discovered: said.discoveredAt ?? (typeof creationTimestamp === 'string' ? creationTimestamp : ''),
    shown: shownOf(name, said),
    isIn: (stage) => at(currentlyIn, stage) !== undefined,
    isVerifiedIn: (stage) => at(verifiedIn, stage) !== undefined,
    approvedFor: (stage) => {
      const approved = at(approvedFor, stage);
      return approved && (approved.approvedAt ?? '');
    },
    soakIn: (stage) => {
      const since = Date.parse(at(currentlyIn, stage)?.since ?? '');
      return {
        longestMs: goDurationMs(at(verifiedIn, stage)?.longestSoak ?? '') ?? 0,
        since: Number.isNaN(since) ? undefined : since,
      };
    },
  };
}

function shownOf(name: string, { alias, commits, images, charts }: FreightShape): EngineFreight {
  return {
    name,
    ...(alias === undefined || alias === '' ? {} : { alias }),
    brings: [
      ...(commits ?? []).map(({ repoURL, id, branch, tag }) => {
        const on = branch ?? tag ?? '';
        return `${repoURL} ${id.slice(0, 10)}${on === '' ? '' : ` (${on})`}`;
      }),
      ...(images ?? []).map(({ repoURL, tag, digest }) => `${repoURL}:${tag ?? digest ?? '?'}`),
      ...(charts ?? []).map(({ repoURL, name: chart = '', version = '?' }) => `${repoURL} ${chart} ${version}`),
    ],
    commits: (commits ?? []).map(({ repoURL, id, branch }) => ({
      repository: repoURL,
      commit: id,
      ...(branch === undefined || branch === '' ? {} : { branch }),
    })),
  };
}
