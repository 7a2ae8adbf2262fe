import type { ContentRules, Edge, Environment, Service } from '../catalog/catalog';
import { changeResult } from '../change/changeResult';
import type { ReadService } from '../fleet/observe/readService';
import { mergeNatively } from '../git/nativeMerge';
import { GitError } from '../git/errors';
import type { Commit } from '../git/objects';
import { edgeHistory } from '../promotion/edgeHistory';
import type { PlanMemory } from '../promotion/edge';
import type { Witness } from '../promotion/merge/witness';
import type { Sha } from '../support/sha';
import { broughtBetween, type Brought } from './brought';
import { promotionClaim, wayBack } from './claims';
import type { Content, Doubt, Facts, JudgedGates, JudgedItem, Origin, Subject } from './facts';
import { allGates, judgedGates } from './gates';
import { givenOwned, plannedTree } from './given';
import type { JudgeOptions } from './options';
import { replayed } from './replay';
import { viewOf, type EdgeView, type Stood, type UpstreamEdge } from './upstream';

interface Towards {
  readonly environment: Environment;
  readonly content: ContentRules;
}

const rulesFile = /^\.branchline\.ya?ml$/i;

/** What merging gives, and what is to be said of it. @throws GitError; BranchlineError */
export async function contentFacts(
  place: ReadService,
  subject: Subject,
  { environment, content: rules }: Towards,
  options: JudgeOptions,
  signal: AbortSignal,
): Promise<Facts> {
  const memory = place.memory();
  const { repository } = memory.reader;
  const facts = (content: Content, doubts: readonly Doubt[] = []): Facts => ({ subject, content, doubts });
  const merge = await mergeNatively(repository, subject.base.commit, subject.head.commit, signal);
  if (merge.kind !== 'merged') return facts(merge);
  const before = repository.graph.tree(subject.base.commit);
  const brought = await broughtBetween(memory.reader, before, merge.tree);
  let result;
  try {
    result = await changeResult(repository, { before, after: merge.tree }, rules, environment.name, signal);
  } catch (error) {
    if (error instanceof GitError && error.code === 'git/unsoundTree')
      return facts({ kind: 'unsound', said: error.message });
    throw error;
  }
  const found = await originOf(place, memory, subject, { brought, merged: merge.tree }, signal);
  const gated = await gatesFor(place, memory, found, options, signal);
  const { rendered, unreadable } = result;
  return facts(
    {
      kind: 'merged',
      origin: found.origin,
      items: await itemsOf(found, await givenOwned(memory, brought, found.made, merge.tree)),
      missing: found.view?.missing ?? [],
      gates: gated.gates,
      rendered,
      unreadable,
      changesRules: brought.some(({ path }) => rulesFile.test(path)),
      replay: await replayAllowed(place, subject, merge.tree, signal),
    },
    [...found.doubts, ...gated.doubts],
  );
}

/** The forge is asked only where it matters; what it does not tell of may be allowed. */
async function replayAllowed({ state }: ReadService, { base, head }: Subject, merged: Sha, signal: AbortSignal) {
  const landing = { base: base.commit, head: head.commit, merged };
  const replay = await replayed(state.repository, landing, signal);
  if (replay === 'same' || replay === 'stops') return 'same';
  const { forge } = state.location;
  if (forge.kind !== 'known') return replay;
  const { landingStyles } = await forge.client.repository(forge.repository, signal);
  return landingStyles?.includes('rebase') === false ? 'same' : replay;
}

interface Found {
  readonly origin: Origin;
  readonly stood: readonly Stood[];
  readonly witness: Witness;
  /** The edge that it is held against; nothing for a rollback, and where there is none. */
  readonly view?: EdgeView;
  /** The tree that the same promotion, or the same rollback, gives now. */
  readonly made: Sha | undefined;
  readonly doubts: readonly Doubt[];
}

interface MergedContent {
  readonly brought: readonly Brought[];
  readonly merged: Sha;
}

async function originOf(
  place: ReadService,
  memory: PlanMemory,
  subject: Subject,
  { brought, merged }: MergedContent,
  signal: AbortSignal,
): Promise<Found> {
  const { head, base } = subject;
  const commit = await memory.reader.repository.commit(head.commit);
  const edges = upstreamEdges(place, subject);
  await memory.reader.repository.graph.load([base.commit, ...edges.map(({ from }) => from.head)], signal);
  const alone = edgeHistory(memory, { from: '', to: base.branch, source: undefined, target: base.commit });
  const unheld: readonly Stood[] = brought.map((one) => ({ brought: one, standing: undefined }));
  const trees = { branch: base.branch, head: base.commit, merged };
  const back = await wayBack(memory, head.branch, commit, trees, signal);
  if (back.kind !== 'none') {
    const origin: Origin = { kind: back.kind === 'proven' ? 'rollback' : 'refuted', said: back.said };
    const made = back.kind === 'proven' ? back.made : undefined;
    return { origin, stood: unheld, witness: alone.witness, made, doubts: [] };
  }
  const [first] = edges;
  if (!first) {
    // Where something is promoted to it, and the branch that it comes from is gone, nobody can tell.
    const [lost] = edgesTowards(place.service, base.branch);
    const doubts: readonly Doubt[] = lost
      ? [{ about: 'plan', said: `The branch of ${lost.from} does not exist.` }]
      : [];
    return { origin: { kind: 'entry' }, stood: unheld, witness: alone.witness, made: undefined, doubts };
  }
  const claim = promotionClaim(head.branch, commit);
  const look = (edge: UpstreamEdge): Promise<EdgeView> => {
    const planAt = (source: Sha) => place.planAt(edge.edge.from, edge.edge.to, source, signal);
    const claimed = claim?.from.branch === edge.from.branch ? claim.from.commit : head.commit;
    return viewOf(memory, edge, { brought, claimed, planAt });
  };
  let view = await look(first);
  for (const edge of edges.slice(1)) {
    const other = await look(edge);
    if (unpromised(other) < unpromised(view)) view = other;
  }
  const { prediction } = view;
  const target = memory.reader.repository.graph.tree(base.commit);
  return {
    origin: upstreamOrigin(view, head, commit, merged),
    made: prediction && (await plannedTree(memory, target, prediction, signal)),
    stood: view.stood,
    witness: view.witness,
    view,
    doubts: view.plan.state === 'unknownBaseline' ? [{ about: 'plan', said: unknownBaseline(view) }] : [],
  };
}

function unknownBaseline({ plan, from, to }: EdgeView): string {
  return plan.notes[0] ?? `What of ${from.branch} is in force on ${to.branch} is not known.`;
}

function unpromised({ stood }: EdgeView): number {
  return stood.filter(({ standing }) => standing !== undefined && standing !== 'promised').length;
}

/** Our own only where its commit names a commit that the source has; and then it is held against what that gives. */
function upstreamOrigin(view: EdgeView, head: Subject['head'], commit: Commit, merged: Sha): Origin {
  const claim = promotionClaim(head.branch, commit);
  const from = view.from.branch;
  const isProven =
    claim?.target.branch === view.to.branch && claim.from.branch === from && claim.from.commit === view.source;
  if (claim && isProven) {
    const scope = claim.partial ? 'partial' : view.prediction?.tree === merged ? 'exact' : 'differs';
    return { kind: 'promotion', from, source: claim.from.commit, scope };
  }
  const { source, comesFromSource } = view;
  const isNamedAsOurs = /^(?:promote|rollback|update)\//.test(head.branch);
  return { kind: 'byHand', from, source, comesFromSource, isSource: source === head.commit, isNamedAsOurs };
}

/** One for each branch that anything is promoted from to this one, by whatever environments are called that are on it. */
function upstreamEdges({ service, state }: ReadService, { base }: Subject): readonly UpstreamEdge[] {
  const branches = new Map(service.environments.map(({ name, branch }) => [name, branch]));
  const towards = edgesTowards(service, base.branch);
  const from = new Set(towards.flatMap((edge) => branches.get(edge.from) ?? []));
  return [...from].flatMap((branch) => {
    const head = state.heads.get(branch);
    const edges = towards.filter((edge) => branches.get(edge.from) === branch);
    const [edge] = edges;
    return head === undefined || edge === undefined
      ? []
      : [{ edge, edges, from: { branch, head }, to: { branch: base.branch, head: base.commit } }];
  });
}

function edgesTowards({ environments, edges }: Service, branch: string): readonly Edge[] {
  const names = new Set(environments.filter((one) => one.branch === branch).map(({ name }) => name));
  return edges.filter(({ to }) => names.has(to));
}

interface FoundGates {
  readonly gates: JudgedGates | undefined;
  readonly doubts: readonly Doubt[];
}

/** Gates are asked for where something comes from upstream: of the one commit that has all of it. */
async function gatesFor(
  { service, state }: ReadService,
  memory: PlanMemory,
  { view, origin }: Found,
  { clock, cell, counts }: JudgeOptions,
  signal: AbortSignal,
): Promise<FoundGates> {
  if (!view || !(origin.kind === 'promotion' || view.comesFromSource)) return { gates: undefined, doubts: [] };
  const { source, edges, from } = view;
  if (source === undefined) {
    const said = `No commit of ${from.branch} has all of it together: of none can it be said whether its gates passed.`;
    return { gates: undefined, doubts: [{ about: 'gates', said }] };
  }
  await state.repository.graph.load([source], signal);
  const { name, content } = service;
  const sources = { service: name, memory, content, forge: state.location.forge, clock, cell, counts };
  const found = await Promise.all(edges.map((edge) => judgedGates(sources, edge, source, signal)));
  return { gates: allGates(found.map(({ gates }) => gates)), doubts: found.flatMap(({ doubts }) => doubts) };
}

async function itemsOf(
  { stood, witness }: Pick<Found, 'stood' | 'witness'>,
  given: ReadonlySet<string>,
): Promise<readonly JudgedItem[]> {
  const items: JudgedItem[] = [];
  for (const { brought, standing } of stood) {
    const { values, place, ...item } = brought;
    let reintroduced = false;
    for (const { spot, merged } of values) reintroduced ||= await witness.taken(spot, merged);
    items.push({
      ...item,
      reintroduced,
      ...(given.has(place) ? { given: true } : {}),
      ...(standing ? { standing } : {}),
    });
  }
  return items;
}
