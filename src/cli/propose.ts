import { ForgeConnections } from '../core/forge/connect';
import { ensurePullRequest, type EnsuredPullRequest } from '../core/forge/ensurePullRequest';
import { environmentTokens } from '../core/forge/environmentTokens';
import { GitCredentialTokens } from '../core/forge/gitCredential';
import { ForgeFinder } from '../core/forge/identify';
import { parseRemote, repositoryOf } from '../core/forge/remote';
import { firstOf } from '../core/forge/tokens';
import type { Candidate } from '../core/promotion/candidate';
import { pushCandidate } from '../core/promotion/propose';
import type { CliContext } from './context';
import type { OpenRepository } from './repository';

export interface ProposeOptions {
  readonly dryRun?: boolean;
  /** False with `--no-pr`. */
  readonly pr: boolean;
}

/** Pushes the candidate, and opens the pull request where the repository is on a forge. With `--dry-run`, neither. */
export async function propose(
  opened: OpenRepository,
  candidate: Candidate,
  { dryRun, pr }: ProposeOptions,
  context: CliContext,
): Promise<EnsuredPullRequest | undefined> {
  if (dryRun) return undefined;
  await pushCandidate(opened.repository, opened.remote, candidate, context.signal);
  if (!pr) return undefined;
  const parsed = parseRemote(opened.remote.url);
  if (!parsed) {
    context.warn(`${opened.remote.where} is not on a forge: the branch was pushed, no pull request was opened.`);
    return undefined;
  }
  const found = await new ForgeFinder({}).identify(parsed, context.signal);
  const repository = found.kind === 'forge' ? repositoryOf(parsed, found.basePath) : undefined;
  if (found.kind !== 'forge' || !repository) {
    context.warn(
      `${opened.remote.where} is on no forge that is known: the branch was pushed, no pull request was opened.`,
    );
    return undefined;
  }
  const tokens = firstOf(environmentTokens(context.environment), new GitCredentialTokens());
  const client = new ForgeConnections({ tokens }).client(found.identity);
  const { title, body, marker } = candidate.record;
  const request = { title, body, marker, head: candidate.branch, base: candidate.base.branch };
  return ensurePullRequest(client, repository, request, context.signal);
}
