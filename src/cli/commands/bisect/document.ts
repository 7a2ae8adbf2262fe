import type { Service } from '../../../core/catalog/catalog';
import { suspectsOf, type Marks, type SearchState } from '../../../core/bisect/search';
import type { DeploymentVerdict } from '../../../core/measures/deployment';
import { deploymentHistory, type DeploymentRecord } from '../../../core/promotion/history/history';
import { treeItems } from '../../../core/promotion/merge/treeItems';
import { simulateRollbacks } from '../../../core/promotion/rollback/simulate';
import type { Sha } from '../../../core/support/sha';
import type { CliContext } from '../../context';
import { deploymentDocument } from '../../output/deployment';
import type { OpenRepository } from '../../repository/openRepository';
import { upstreamHeads } from '../../repository/upstream';
import type { BisectCall } from './call';
import type { Line } from './line';
import { takeBackOf } from './takeBack';

/** How far a search has come. */
export interface Searched extends Line, SearchState {
  /** What was said and what a program told. */
  readonly marks: Marks;
  /** The positions of those that a program told. */
  readonly tried: ReadonlySet<number>;
  readonly verdicts: ReadonlyMap<number, DeploymentVerdict>;
  /** The forge did not tell verdicts. */
  readonly isUntold: boolean;
  /** The command that goes on; where a person is asked, one for each answer: good, bad, skip. */
  readonly goOn: readonly string[];
}

export interface Setting {
  readonly call: BisectCall;
  readonly service: Service;
  readonly branch: string;
  readonly opened: OpenRepository;
  readonly context: CliContext;
}

/** What `bisect --json` prints. */
export type BisectDocument = Awaited<ReturnType<typeof bisectDocument>>;

export async function bisectDocument(searched: Searched, setting: Setting) {
  const { commits, marks, tried, all, verdicts, step, contradictions, goOn } = searched;
  const { call, branch } = setting;
  const suspects = suspectsOf(step, commits);
  const known = [...all].sort(([one], [other]) => one - other);
  return {
    ...{ service: call.service, environment: call.environment, branch, deployments: commits.length },
    state: step.kind,
    marks: known.map(([at, mark]) => {
      const by = tried.has(at) ? 'program' : marks.has(at) ? 'person' : 'verdict';
      return { commit: commits[at], mark, by, verdict: verdicts.get(at) ?? 'unknown' };
    }),
    /** Whether verdicts were used: they tell of what is looked for only where they agree with what the person said. */
    verdicts: verdictsUsed(searched, call),
    contradictions: contradictions.map(({ bad, good }) => ({ bad: commits[bad], good: commits[good] })),
    next: step.kind === 'ask' ? { ...(await deploymentAt(commits[step.at] ?? '', setting)), left: step.left } : null,
    suspects: await Promise.all(suspects.map((commit) => suspectAt(commit, setting))),
    goOn: step.kind === 'ask' ? goOn : [],
  };
}

/** `unknown`: the forge was asked, and did not tell; `silent`: it told nothing of what is looked for. */
export function verdictsUsed(
  { tells, isUntold }: Pick<Searched, 'tells' | 'isUntold'>,
  { verdicts }: Pick<BisectCall, 'verdicts'>,
): SearchState['tells'] | 'unknown' | 'off' {
  if (!verdicts) return 'off';
  return isUntold && tells === 'silent' ? 'unknown' : tells;
}

/** A deployment, and what it changed. */
async function deploymentAt(commit: Sha, { branch, opened, context }: Setting) {
  const { memory, heads, repository } = opened;
  const head = heads.get(branch) ?? commit;
  const { commits, index } = memory.history.chain(head);
  const after = commits[(index.get(commit) ?? 0) - 1];
  const request = { branch, head, upstream: upstreamHeads(branch, opened), ...(after === undefined ? {} : { after }) };
  const record = await firstOf(deploymentHistory(memory, request, context.signal));
  const [parent] = repository.graph.parents(commit);
  const { graph } = repository;
  const items = await treeItems(memory.reader, parent === undefined ? null : graph.tree(parent), graph.tree(commit));
  return { ...(record ? deploymentDocument(record) : { commit }), items };
}

async function firstOf(history: AsyncIterable<DeploymentRecord>): Promise<DeploymentRecord | undefined> {
  for await (const record of history) return record;
  return undefined;
}

async function suspectAt(commit: Sha, setting: Setting) {
  const { opened, branch, context, call, service } = setting;
  const request = { branch, head: opened.heads.get(branch), upstream: upstreamHeads(branch, opened) };
  const ways = await simulateRollbacks(opened.memory, request, commit, context.signal);
  return { ...(await deploymentAt(commit, setting)), takeBack: takeBackOf(ways, service.repository, branch, call) };
}
