import type { Mirrored } from '../git/mirror';
import { buildBackflow } from '../promotion/backflow/buildBackflow';
import { planBackflow } from '../promotion/backflow/planBackflow';
import type { Sha } from '../support/sha';
import { changePreview } from './changePreview';
import type { ChangePreview } from './fleet';
import type { ServiceObserver } from './serviceObserver';
import { cellId, type EdgeSnapshot, type FleetSnapshot } from './snapshot';

/**
 * What bringing the target's own content to the first environment would do: nothing is pushed.
 * @throws PromotionError where there is nothing to bring back, or the first environment changed it differently
 */
export async function previewBackflow(
  observer: ServiceObserver,
  { from, to }: EdgeSnapshot,
  { kind, commit }: { readonly kind: 'hotfix' | 'rolledBack'; readonly commit?: Sha },
  mirrored: Mirrored,
  snapshot: FleetSnapshot,
  signal: AbortSignal,
): Promise<ChangePreview> {
  const { plans, service } = observer;
  const landing = await observer.landingRules(signal);
  const { plan } = await plans.plan(from.name, to.name, mirrored, signal);
  const first = plans.firstOf(from.name);
  const branch = plans.branchOf(first);
  const memory = plans.memoryOf(mirrored);
  const into = { branch, head: mirrored.heads.get(branch) };
  const backflow = await planBackflow(memory, { kind, plan, into, ...(commit === undefined ? {} : { commit }) });
  const candidate = await buildBackflow(memory, backflow, {
    service: service.name,
    template: plans.templatesOf(mirrored)[kind === 'hotfix' ? 'return' : 'takeBack'],
  });
  return changePreview(
    candidate,
    mirrored,
    {
      kind: 'return',
      service: service.name,
      existing: snapshot.cells.get(cellId(service.name, first))?.proposals ?? [],
      protectedTarget: service.environments.some((environment) => environment.name === first && environment.protected),
      collateral: [],
      environment: first,
      content: plans.contentOf(mirrored),
      owned: [],
      ...(landing ? { landing } : {}),
      review: await observer.landingReview(branch, undefined, signal),
      notes: backflow.alreadyThere.map(({ path, key }) => `There already: ${path} ${key?.join('.') ?? ''}`.trimEnd()),
    },
    signal,
  );
}
