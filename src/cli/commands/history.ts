import { InvalidArgumentError } from 'commander';
import type { DeploymentOrigin, DeploymentRecord } from '../../core/promotion/history/history';
import { short, type Sha } from '../../core/support/sha';
import type { CliContext, Register } from '../context';
import { codeText } from '../output/code';
import { deploymentDocument, minuteOf } from '../output/deployment';
import { durationText } from '../output/duration';
import type { CodeDocument } from '../output/codeDocument';
import {
  catalogOption,
  codeOption,
  plainHttpOption,
  repoOption,
  type CodeOptions,
  type RepositoryOptions,
} from '../repository/options';
import { upstreamHeads, upstreamOf } from '../repository/upstream';

interface HistoryOptions extends RepositoryOptions, CodeOptions {
  readonly branch: string;
  readonly limit: number;
  readonly after?: string;
  readonly json?: boolean;
}

const help = `
For each promotion, its changes and the time that the slowest of them took from commit to deployment (each, with --json).
Where a deployment came from: a promotion (from which branch and commit), a rollback (of what), a hotfix
(content changed directly), or a direct change. Hotfixes are told where the catalog says what is promoted here.
With --code, what code came with the images that each changed: their registries and the forge are asked.

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
    .option('--after <rev>', 'go on below this deployment: the next page')
    .option(...codeOption)
    .option(...plainHttpOption)
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
  const [{ openForReading }, { deploymentHistory }, { GitError }, { codeOfHistory }] = await Promise.all([
    import('../repository/openForReading'),
    import('../../core/promotion/history/history'),
    import('../../core/git/errors'),
    import('../repository/code'),
  ]);
  const { branch, limit } = options;
  const opened = await openForReading(options, (service) => [branch, ...upstreamOf(branch, service)], context);
  try {
    const head = opened.heads.get(branch);
    if (head === undefined) throw GitError.branchMissing(branch, opened.repository.where);
    const upstream = upstreamHeads(branch, opened);
    const { deploymentOf } = await import('../repository/deploymentOf');
    const after = options.after === undefined ? undefined : await deploymentOf(options.after, branch, opened);
    const request = { branch, head, upstream, ...(after === undefined ? {} : { after }) };
    const deployments: DeploymentRecord[] = [];
    let isMore = false;
    for await (const deployment of deploymentHistory(opened.memory, request, context.signal)) {
      if (limit > 0 && deployments.length === limit) {
        isMore = true;
        break;
      }
      deployments.push(deployment);
    }
    const last = deployments.at(-1)?.commit;
    const next = isMore ? (last ?? null) : null;
    // What lies below the cut of a shallow clone is not known: that is no end of the history.
    const isCut = !isMore && last !== undefined && opened.repository.place.shallow.has(last);
    const commits = deployments.map(({ commit }) => commit);
    const code = options.code ? await codeOfHistory(opened, commits, options, context) : undefined;
    const told = deployments.map((deployment) => ({ deployment, code: code?.get(deployment.commit) }));
    const document = { branch, head, deployments: told.map(documentOf), next, ...(isCut ? { cut: last } : {}) };
    context.print(options.json ? JSON.stringify(document, null, 2) : told.flatMap(linesOf).join('\n'));
    if (next !== null && !options.json) context.warn(`branchline: there are more: --after ${next}`);
    if (isCut) {
      const warning = `${opened.repository.where} is a shallow clone: what was deployed before ${short(last)} is not known`;
      context.warn(`branchline: ${warning} (git fetch --unshallow)`);
    }
  } finally {
    opened.dispose();
  }
}

interface ToldDeployment {
  readonly deployment: DeploymentRecord;
  /** Where it was asked for. */
  readonly code: CodeDocument | undefined;
}

function documentOf({ deployment, code }: ToldDeployment) {
  const { changes, missing } = deployment;
  const more = { ...(missing.length > 0 ? { missing } : {}), ...(code ? { code } : {}) };
  return { ...deploymentDocument(deployment), changes, ...more };
}

function linesOf({ deployment, code }: ToldDeployment): readonly string[] {
  return [lineOf(deployment), ...(code ? codeText(code).map((line) => `    ${line}`) : [])];
}

function lineOf({ commit, subject, author, committer, origin, changes, missing }: DeploymentRecord): string {
  return `${commit.slice(0, 10)}  ${minuteOf(committer.time)}  ${originText(origin)}${leadText(changes)}${missingText(missing)}  ${subject.slice(0, 72)} (${author.name})`;
}

/** How long the slowest of the changes took to get here. */
function leadText(changes: DeploymentRecord['changes']): string {
  if (changes.length === 0) return '';
  const count = changes.length === 1 ? '1 change' : `${changes.length} changes`;
  const times = changes.flatMap(({ leadTimeMs }) => leadTimeMs ?? []);
  return times.length === 0 ? `, ${count}` : `, ${count} in ${durationText(Math.max(...times))}`;
}

function missingText(missing: readonly Sha[]): string {
  return missing.length === 0 ? '' : ` (not there: ${missing.map(short).join(', ')})`;
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
