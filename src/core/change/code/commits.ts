import type { ForgeClient } from '../../forge/forgeClient';
import { parseRemote, repositoryOf } from '../../forge/remote';
import type { CommitList, ListedCommit } from '../../forge/types';
import { shownLine } from '../../manifest/secrecy/commits';
import type { ShownText } from '../../manifest/secrecy/shown';
import type { CodeRange } from '../../registry/codeRange';
import type { Clock } from '../../support/clock';
import { message } from '../../support/message';
import type { Observation, Unknown } from '../../support/observation';
import { oneLine } from '../../support/oneLine';
import type { Sha } from '../../support/sha';
import { unknownBecause } from '../../support/unknownBecause';
import type { ForgeLocation } from '../location';

/** A commit of the code, as it may be shown. */
export interface CodeCommit {
  readonly commit: Sha;
  readonly subject: ShownText;
  readonly author: ShownText;
  /** ISO 8601. */
  readonly at: string;
  /** As its subject says, where a forge has written it there. */
  readonly pullRequest?: number;
}

export interface CodeCommits {
  /** The newest of them, newest first. */
  readonly commits: readonly CodeCommit[];
  readonly total: number;
}

/** What a change of an image changes of the code. */
export interface CodeChanges {
  readonly kind: 'known';
  /** `owner/name` on its forge. */
  readonly repository: string;
  readonly brings: CodeCommits;
  /** What the version before has and this one lacks. */
  readonly takesBack: CodeCommits;
  readonly observed: Observation;
}

/** A forge that is known to the caller, with where its web pages lie below its host. */
export interface KnownForge {
  readonly client: ForgeClient;
  readonly basePath?: string;
}

/**
 * Where the code of an image is, if it is on one of these forges. An image names any address it likes: no other host is
 * asked, and no token goes to one.
 */
export function codeLocation(source: string, forges: readonly KnownForge[]): ForgeLocation | undefined {
  const remote = parseRemote(source);
  for (const { client, basePath } of remote ? forges : []) {
    const repository =
      remote?.host === client.identity.host ? repositoryOf(remote, basePath ?? '', client.identity.kind) : undefined;
    if (repository) return { kind: 'known', client, repository };
  }
  return undefined;
}

/** The commits of a range, read in two or three requests. @throws the signal's reason, and nothing else */
export async function readCodeChanges(
  { source, from, to }: CodeRange,
  forges: readonly KnownForge[],
  clock: Clock,
  signal: AbortSignal,
): Promise<CodeChanges | Unknown> {
  const location = codeLocation(source, forges);
  if (!location) return elsewhere(source);
  const { client, repository } = location;
  const observed = { at: clock.now(), source: client.identity.host };
  try {
    const { ahead, behind } = await client.compare(repository, from, to, signal);
    return {
      kind: 'known',
      repository: `${repository.owner}/${repository.name}`,
      brings: shownList(ahead),
      takesBack: shownList(behind),
      observed,
    };
  } catch (error) {
    signal.throwIfAborted();
    return unknownBecause(error, observed);
  }
}

function elsewhere(source: string): Unknown {
  const host = URL.parse(source)?.host ?? '';
  const said = message('The code is on {host}, which is none of the forges that are known here.', {
    host: oneLine(host),
  });
  return { kind: 'unknown', reason: 'notConfigured', said };
}

function shownList({ commits, total }: CommitList): CodeCommits {
  return { commits: commits.map(shownCommit), total };
}

function shownCommit({ commit, subject, author, at }: ListedCommit): CodeCommit {
  const pullRequest = pullRequestIn(subject);
  return {
    commit,
    subject: shownLine(oneLine(subject, 250)),
    author: shownLine(oneLine(author)),
    at: Number.isNaN(Date.parse(at)) ? '' : new Date(at).toISOString(),
    ...(pullRequest !== undefined && { pullRequest }),
  };
}

/** Of `Merge pull request #12 from …`, `Title (#12)` and, with several, the last: a revert has that of what it reverts first. */
function pullRequestIn(subject: string): number | undefined {
  const merged = /^Merge pull request #(\d{1,9})\b/.exec(subject)?.[1];
  const digits = merged ?? [...subject.matchAll(/\(#(\d{1,9})\)/g)].at(-1)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
