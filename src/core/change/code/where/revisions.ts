import { TreeImages } from '../../../images/treeImages';
import { imageRevision } from '../../../registry/codeRange';
import { deadline } from '../../../support/deadline';
import { isAbort } from '../../../support/errors';
import { orAborted } from '../../../support/orAborted';
import type { Sha } from '../../../support/sha';
import { describeBy, isRuleOf } from '../imageCode';
import { distinct } from './arrivals';
import type { CodeWays } from './whereCode';

/** Whole names of commits that images say that they were built from, and how many images did not tell. */
export interface RevisionsThere {
  readonly revisions: readonly Sha[];
  readonly untold: number;
}

/** Whether it may be the beginning of a commit's name, and no whole one. */
export function isPartOfName(text: string): boolean {
  return /^[0-9a-f]{7,39}$/.test(text);
}

/** What a part of a name may be short for, each commit once; and of how many images that is not known. */
export function shortFor(part: string, there: readonly RevisionsThere[]): RevisionsThere {
  const begun = there.flatMap(({ revisions }) => revisions.filter((revision) => revision.startsWith(part)));
  return { revisions: [...new Set(begun)].toSorted(), untold: there.reduce((sum, { untold }) => sum + untold, 0) };
}

/** As for one commit of the code: `whereCode`. */
const longestMs = 30_000;
const mostVersions = 60;

/**
 * The commits of code that images on the branches of a service say that they were built from: by these alone, a part of a name can be
 * told for a whole one without a checkout. What an image was built after is none of them.
 * @throws the signal's reason; GitError
 * @see docs/where.md, "A commit of the code"
 */
export async function revisionsThere(
  { memory, ways, content, sources }: Pick<CodeWays, 'memory' | 'ways' | 'content' | 'sources'>,
  signal: AbortSignal,
): Promise<RevisionsThere> {
  const { repository } = memory.reader;
  const reader = new TreeImages(repository, content, sources.rules);
  const heads = ways.places.flatMap(({ chain }) => chain.commits.slice(0, 1));
  const sites = await Promise.all(
    heads.map(async (head) => (await reader.inTree((await repository.commit(head)).tree)).sites),
  );
  const wanted = distinct(sites.flat().map(({ image }) => image)).filter(
    (image) =>
      sources.rules.some((rule) => isRuleOf(rule, image)) &&
      (sources.registries === 'all' || sources.registries.has(image.registry)),
  );
  const limited = deadline(signal, longestMs);
  const found = await Promise.all(
    wanted.slice(0, mostVersions).map(async (image) => {
      const version = image.digest ?? image.tag;
      if (version === undefined) return undefined;
      try {
        const said = imageRevision(await orAborted(describeBy(sources, image, version, limited), limited));
        return said.kind === 'known' ? said.revision : undefined;
      } catch (error) {
        signal.throwIfAborted();
        if (isAbort(error) && !limited.aborted) throw error;
        return undefined; // a registry that is silent has said nothing of any commit
      }
    }),
  );
  const revisions = found.flatMap((one) => one ?? []);
  return { revisions: [...new Set(revisions)], untold: wanted.length - revisions.length };
}
