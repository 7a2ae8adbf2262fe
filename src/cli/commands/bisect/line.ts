import type { Environment, Service } from '../../../core/catalog/catalog';
import type { Mark, Marks } from '../../../core/bisect/search';
import { GitError } from '../../../core/git/errors';
import { PromotionError } from '../../../core/promotion/errors';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import type { Sha } from '../../../core/support/sha';
import { deploymentOf } from '../../repository/deploymentOf';
import type { OpenRepository } from '../../repository/openRepository';
import type { BisectCall } from './call';

/** The deployments of a branch from the oldest to the newest that a person calls good or bad, oldest first. */
export interface Line {
  readonly commits: readonly Sha[];
  /** What the person said, by position. */
  readonly marks: Marks;
}

/** @throws BranchlineError where the catalog has no such environment */
export function environmentNamed(name: string, { name: service, environments }: Service): Environment {
  const found = environments.find((environment) => environment.name === name);
  if (found) return found;
  throw new BranchlineError(
    'cli/noEnvironment',
    message('{service} has no environment {environment}.', { service, environment: name }),
  );
}

/** @throws BranchlineError for what was never deployed there, and where nothing bad is newer than what is good */
export async function lineOf(call: BisectCall, branch: string, opened: OpenRepository): Promise<Line> {
  const { heads, memory, repository } = opened;
  const head = heads.get(branch);
  if (head === undefined) throw GitError.branchMissing(branch, repository.where);
  await repository.graph.load([head]);
  const { commits, index } = memory.history.chain(head);
  const positions = async (revisions: readonly string[]) =>
    Promise.all(
      revisions.map(async (revision) => {
        const commit = await deploymentOf(revision, branch, opened);
        const position = index.get(commit);
        if (position === undefined) throw PromotionError.neverDeployed(commit, branch);
        return position;
      }),
    );
  const [good, bad, skip] = [
    await positions(call.good),
    call.bad === undefined ? [0] : await positions(call.bad),
    await positions(call.skip ?? []),
  ];
  if (Math.min(...bad) >= Math.max(...good)) {
    throw new BranchlineError('cli/badEnds', message('Nothing that is called bad is newer than what is called good.'));
  }
  // A bad one that is older than what was good is part of it, so that the contradiction is told.
  const [oldest, newest] = [Math.max(...good, ...bad), Math.min(...good, ...bad)];
  const marked = (at: readonly number[], mark: Mark) => at.map((one) => [oldest - one, mark] as const);
  const said = [...marked(skip, 'skip'), ...marked(good, 'good'), ...marked(bad, 'bad')];
  const within = said.filter(([at]) => at >= 0 && at <= oldest - newest);
  if (new Set(said.map(([at]) => at)).size < new Set(said.map(([at, mark]) => `${at} ${mark}`)).size) {
    throw new BranchlineError('cli/badEnds', message('One deployment is called two things.'));
  }
  return { commits: commits.slice(newest, oldest + 1).reverse(), marks: new Map(within) };
}
