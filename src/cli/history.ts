import { InvalidArgumentError } from 'commander';
import type { DeploymentOrigin, DeploymentRecord } from '../core/promotion/history';
import type { CliContext, Register } from './context';
import { catalogOption, repoOption, type RepositoryOptions } from './options';
import { upstreamHeads, upstreamOf } from './upstream';

interface HistoryOptions extends RepositoryOptions {
  readonly branch: string;
  readonly limit: number;
  readonly json?: boolean;
}

const help = `
Where a deployment came from: a promotion (from which branch and commit), a rollback (of what), a hotfix
(content changed directly), or a direct change. Hotfixes are told where the catalog says what is promoted here.

Examples:
  $ branchline history --repo ./cart --branch prod
  $ branchline history --repo ./cart --branch prod --limit 0 --json`;

/** `branchline history`: the deployments of a branch. */
export const register: Register = (program, context) => {
  program
    .command('history')
    .description('deployments, promotions and rollbacks of a branch: who, when, from what')
    .requiredOption(...repoOption)
    .requiredOption('--branch <branch>', 'the branch')
    .option('--limit <count>', 'how many, newest first; 0 for all', count, 50)
    .option(...catalogOption)
    .option('--json', 'print one JSON document')
    .addHelpText('after', help)
    .action((options: HistoryOptions) => history(options, context));
};

function count(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Not a number.');
  return Number(text);
}

async function history(options: HistoryOptions, context: CliContext): Promise<void> {
  const [{ openRepository }, { deploymentHistory }, { GitError }] = await Promise.all([
    import('./repository'),
    import('../core/promotion/history'),
    import('../core/git/errors'),
  ]);
  const { branch, limit } = options;
  const opened = await openRepository(options, (service) => [branch, ...upstreamOf(branch, service)], context);
  try {
    const head = opened.heads.get(branch);
    if (head === undefined) throw GitError.branchMissing(branch, opened.repository.where);
    const upstream = upstreamHeads(branch, opened);
    const request = { branch, head, upstream };
    const deployments: DeploymentRecord[] = [];
    for await (const deployment of deploymentHistory(opened.memory, request, context.signal)) {
      deployments.push(deployment);
      if (limit > 0 && deployments.length === limit) break;
    }
    const document = { branch, head, deployments: deployments.map(documentOf) };
    context.print(options.json ? JSON.stringify(document, null, 2) : deployments.map(lineOf).join('\n'));
  } finally {
    opened.dispose();
  }
}

function documentOf({ commit, subject, author, committer, origin }: DeploymentRecord) {
  return { commit, subject, author: author.name, time: committer.time, origin };
}

function lineOf({ commit, subject, author, committer, origin }: DeploymentRecord): string {
  const day = committer.time.slice(0, 16).replace('T', ' ');
  return `${commit.slice(0, 10)}  ${day}  ${originText(origin)}  ${subject.slice(0, 72)} (${author.name})`;
}

function originText(origin: DeploymentOrigin): string {
  switch (origin.kind) {
    case 'promotion':
      return `promotion from ${origin.from.branch} ${origin.from.commit.slice(0, 10)}`;
    case 'rollback':
      return origin.restored === undefined
        ? `rollback of ${origin.undone.map((sha) => sha.slice(0, 10)).join(', ')}`
        : `rollback to ${origin.restored.slice(0, 10)}`;
    case 'hotfix':
    case 'direct':
      return origin.kind;
  }
}
