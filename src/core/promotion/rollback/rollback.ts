import type { PlanMemory } from '../edge';
import { createHash } from 'node:crypto';
import { GitError } from '../../git/errors';
import { Staging, type FileEdit } from '../../git/staging';
import { short, type Sha } from '../../support/sha';
import { pinnedIdentity, type Candidate, type RecordDetails } from '../candidate';
import { Deployments } from '../history/deployments';
import { PromotionError } from '../errors';
import type { PendingItem, ContentKey } from '../plan';
import { headlineOf, movedWords } from '../record/headline';
import { changeRecord, codeSection, itemLine, ofCommit, placeLine, type ChangeRecord } from '../record/record';
import { code, escaped } from '../record/untrusted';
import { imageAutomation, stoppingEdits, type ImageAutomation } from './automation';
import { fastForwardOf, type FastForward } from './fastForward';
import { collateralOf } from './collateral';
import { fileIn, restoredTree, undoneTree, type RolledBack } from './rolledBackTree';

/** `restore`: back to the state of a deployment. `undo`: the changes of these deployments are taken back, the rest stays. */
export type RollbackMode =
  { readonly kind: 'restore'; readonly to: Sha } | { readonly kind: 'undo'; readonly deployments: readonly Sha[] };

export interface RollbackRequest {
  readonly branch: string;
  /** The branch's head; nothing where it is missing. */
  readonly head: Sha | undefined;
  readonly mode: RollbackMode;
  /** One line, for the record. */
  readonly reason?: string;
  /** The deployment that is to be got rid of, where a person named it: whatever else goes is collateral. */
  readonly meant?: Sha;
  /** Branches that are promoted to this one, with their heads: tells where the history is not only this branch's own. */
  readonly upstream?: readonly { readonly branch: string; readonly head: Sha }[];
  /** Also stops what would write newer images at once, where that lies in the repository. */
  readonly stopAutomation?: boolean;
}

export interface RollbackPlan {
  readonly request: RollbackRequest & { readonly head: Sha };
  /** The tree that the branch will have; nothing where an undo is in conflict with what came later. */
  readonly tree: Sha | null;
  readonly items: readonly PendingItem[];
  /** What also goes back, beyond the change that is meant. */
  readonly collateral: readonly PendingItem[];
  readonly conflicts: readonly (ContentKey & { readonly reason: string })[];
  /** Environment-owned content that differs from the restored state and stays. */
  readonly untouched: readonly ContentKey[];
  /** The deployments whose changes go, newest first. */
  readonly undone: readonly Sha[];
  /** What writes images into the branch by itself, and so may undo the rollback. */
  readonly automation: readonly ImageAutomation[];
  /** Files that are edited so that it stops. */
  readonly stopped: readonly string[];
  readonly fastForward?: FastForward;
  readonly staging: Staging;
}

/**
 * What a rollback would do, simulated.
 * @throws PromotionError for a commit that was never deployed from this branch, and where there is nothing to roll back
 * @see docs/promotion.md, "Rolling back"
 */
export async function planRollback(
  memory: PlanMemory,
  request: RollbackRequest,
  signal?: AbortSignal,
): Promise<RollbackPlan> {
  const { branch, head, mode } = request;
  if (head === undefined) throw PromotionError.branchMissing(branch);
  const { reader, history } = memory;
  const { repository } = reader;
  await repository.graph.load([head], signal);
  const chain = history.chain(head);
  const deployments = new Deployments(reader, history, branch, chain);
  const staging = new Staging(repository);
  const positionOf = (commit: Sha): number => {
    const position = chain.index.get(commit);
    if (position === undefined) throw PromotionError.neverDeployed(commit, branch);
    return position;
  };
  const fastForward = await fastForwardOf(memory, deployments, request.upstream ?? []);
  const known = { ...request, head };
  const finished = (rolledBack: RolledBack, undone: readonly Sha[], collateral: readonly PendingItem[]) =>
    finish({ memory, request: known, deployments, staging, rolledBack, undone, collateral, fastForward });
  if (mode.kind === 'restore') {
    const to = positionOf(mode.to);
    if (to === 0) throw PromotionError.alreadyThere(branch);
    const rolledBack = await restoredTree(reader, staging, deployments.tree(0), deployments.tree(to));
    if (rolledBack.tree === deployments.tree(0)) throw PromotionError.alreadyThere(branch);
    const meant = request.meant === undefined ? undefined : positionOf(request.meant);
    const collateral = await collateralOf(memory, deployments, to, rolledBack.items, meant);
    return finished(rolledBack, chain.commits.slice(0, to), collateral);
  }
  const positions = [...new Set(mode.deployments.map(positionOf))].sort((one, other) => one - other);
  const steps = positions.map((position) => {
    const before = chain.commits[position + 1];
    if (before === undefined) {
      if (repository.place.shallow.size > 0) throw GitError.shallow(repository.where);
      throw PromotionError.firstDeployment(deployments.commit(position), branch);
    }
    return { deployment: deployments.tree(position), before: repository.graph.tree(before) };
  });
  const rolledBack = await undoneTree(reader, staging, deployments.tree(0), steps, signal);
  if (rolledBack.tree === deployments.tree(0)) throw PromotionError.alreadyThere(branch);
  return finished(
    rolledBack,
    positions.map((position) => deployments.commit(position)),
    [],
  );
}

interface Material {
  readonly memory: PlanMemory;
  readonly request: RollbackPlan['request'];
  readonly deployments: Deployments;
  readonly staging: Staging;
  readonly rolledBack: RolledBack;
  readonly undone: readonly Sha[];
  readonly collateral: readonly PendingItem[];
  readonly fastForward: FastForward | undefined;
}

/** What would undo the rollback is looked for, and stopped in the same commit where that is asked. */
async function finish(material: Material): Promise<RollbackPlan> {
  const { memory, request, deployments, staging, rolledBack, undone, collateral, fastForward } = material;
  const { reader } = memory;
  const now = deployments.tree(0);
  const automation = await imageAutomation(reader, now, deployments.chain.commits);
  const fileAt = async (path: string) => rolledBack.edits.get(path) ?? (await fileIn(reader, now, path)) ?? null;
  const stops =
    request.stopAutomation && rolledBack.tree !== null
      ? await stoppingEdits(reader, staging, automation, fileAt)
      : new Map<string, FileEdit>();
  const tree = stops.size === 0 ? rolledBack.tree : await staging.edit(now, new Map([...rolledBack.edits, ...stops]));
  const { items, conflicts, untouched } = rolledBack;
  return {
    request,
    tree,
    items: items.map(({ item }) => item),
    collateral,
    conflicts,
    untouched,
    undone,
    automation,
    stopped: [...stops.keys()],
    ...(fastForward ? { fastForward } : {}),
    staging,
  };
}

/** The candidate of a rollback: one commit on top of the branch's head. @throws PromotionError where it is in conflict */
export async function buildRollback(
  memory: PlanMemory,
  plan: RollbackPlan,
  telling: Omit<RecordDetails, 'pipeline'> = {},
): Promise<Candidate> {
  const { request, tree, staging } = plan;
  const { branch, head } = request;
  if (tree === null) throw PromotionError.conflict(plan.conflicts.length);
  const record = rollbackRecord(plan, telling);
  const commit = staging.commit({
    tree,
    parents: [head],
    ...pinnedIdentity(await memory.reader.repository.commit(head)),
    message: record.message,
  });
  return {
    branch: `rollback/${branch}/${nameOf(plan)}`,
    commit,
    tree,
    base: { branch, commit: head },
    record: ofCommit(record, commit, ...(telling.code?.versions ?? [])),
    items: plan.items,
    staging,
    heads: new Map([[branch, head]]),
  };
}

function nameOf({ request: { mode }, undone }: RollbackPlan): string {
  if (mode.kind === 'restore') return `to-${short(mode.to)}`;
  const [only] = undone;
  if (undone.length === 1 && only !== undefined) return `undo-${short(only)}`;
  return `undo-${createHash('sha256').update(undone.join('\n')).digest('hex').slice(0, 10)}`;
}

function rollbackRecord(
  plan: RollbackPlan,
  { service = '', version, template, code: brought }: Omit<RecordDetails, 'pipeline'>,
): ChangeRecord {
  const { request, undone, items, collateral, untouched, automation, stopped } = plan;
  const { branch, head, mode } = request;
  const reason = (request.reason ?? '').replace(/\s+/g, ' ').trim().slice(0, 200);
  const [newest] = undone;
  const oldest = undone.at(-1);
  const what =
    mode.kind === 'restore'
      ? `Roll back ${branch} to ${short(mode.to)}`
      : `Undo ${undone.map((deployment) => short(deployment)).join(', ')} on ${branch}`.slice(0, 200);
  const counted = items.length === 1 ? '1 change' : `${items.length} changes`;
  const parts = {
    title: what,
    ...headlineOf({
      service,
      version,
      versioned: (name, now) => `Roll back ${name} on ${branch} to ${now}`,
      counted: (name) => `Roll back ${name} on ${branch}: ${counted}`,
    }),
    introduction: [
      mode.kind === 'restore'
        ? `${movedWords(service, version)}${code(branch)} goes back to an earlier state: ${counted}.`
        : `${movedWords(service, version)}What was deployed to ${code(branch)} is taken back: ${counted}; what came later stays.`,
      ...(reason === '' ? [] : [`Reason: ${escaped(reason)}`]),
    ],
    origin: [
      mode.kind === 'restore'
        ? `From ${code(branch)} at ${short(head)}, to the state of ${short(mode.to)}.`
        : `On top of ${code(branch)} at ${short(head)}. Taken back: ${undone.map((deployment) => short(deployment)).join(', ')}.`,
    ],
    sections: [
      { name: 'items', title: 'Changes', lines: items.map(itemLine) },
      codeSection(brought),
      { name: 'collateral', title: 'Also goes back', lines: collateral.map(itemLine) },
      { name: 'untouched', title: `Stays as it is on ${branch}`, lines: untouched.map(placeLine) },
      { name: 'automation', title: 'Writes images here by itself', lines: automation.map(automationLine) },
    ],
    summary: [],
    trailers: [
      ...(mode.kind === 'restore'
        ? [`Rolled-Back-To: ${mode.to}`, `Rolled-Back: ${oldest ?? head}..${newest ?? head}`]
        : undone.map((deployment) => `Rolled-Back: ${deployment}`)),
      `Rollback-Target: ${branch}@${head}`,
      ...stopped.map((path) => `Rollback-Stops: ${encodeURIComponent(path)}`),
      ...(reason === '' ? [] : [`Rollback-Reason: ${reason}`]),
    ],
    identity: ['rollback', branch],
    words: { service, branch, target: head, summary: what, reason: reason === '' ? 'none given' : reason },
  };
  return changeRecord(parts, template);
}

function automationLine(found: ImageAutomation): string {
  switch (found.kind) {
    case 'marker':
      return `- ${code(found.path)}: image policy ${code(found.policy)}`;
    case 'updater':
      return `- ${code(found.path)}: image automation of Flux${found.isSuspended ? ', suspended' : ''}`;
    case 'argo':
      return `- ${code(found.path)}: Argo CD Image Updater`;
    case 'bot':
      return `- ${code(found.author)} made ${short(found.commit)}`;
  }
}
