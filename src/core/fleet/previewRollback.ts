import type { Mirrored } from '../git/mirror';
import { buildRollback, planRollback, type RollbackPlan } from '../promotion/rollback/rollback';
import { short } from '../support/sha';
import { changePreview } from './changePreview';
import type { ChangePreview, RollbackRequest } from './fleet';
import type { ServiceObserver } from './serviceObserver';
import type { Cell, FleetSnapshot } from './snapshot';

/**
 * The candidate of a rollback, and all that is to be seen before it is pushed: what goes back, and what else.
 * @throws PromotionError where there is nothing to roll back, or later changes stand against it
 */
export async function previewRollback(
  observer: ServiceObserver,
  { environment, proposals: towards = [] }: Cell,
  request: RollbackRequest,
  mirrored: Mirrored,
  snapshot: FleetSnapshot,
  signal: AbortSignal,
): Promise<ChangePreview> {
  const { plans, service } = observer;
  const landing = await observer.landingRules(signal);
  const memory = plans.memoryOf(mirrored);
  const { branch } = environment;
  const { stopAutomation, meant, reason, ...mode } = request;
  const asked = {
    branch,
    head: mirrored.heads.get(branch),
    mode,
    upstream: plans.upstreamOf(environment.name, mirrored),
    ...(stopAutomation ? { stopAutomation } : {}),
    ...(meant === undefined ? {} : { meant }),
    ...(reason === undefined ? {} : { reason }),
  };
  const plan = await planRollback(memory, asked, signal);
  const candidate = await buildRollback(memory, plan, {
    service: service.name,
    template: plans.templatesOf(mirrored).rollback,
  });
  const open = [...snapshot.edges.values()].filter(
    (edge) => edge.service.name === service.name && edge.to.name === environment.name,
  );
  return changePreview(
    candidate,
    mirrored,
    {
      kind: 'rollback',
      service: service.name,
      existing: [...towards, ...open.flatMap(({ proposals }) => proposals)].filter(
        ({ pullRequest }) => pullRequest.state === 'open',
      ),
      protectedTarget: environment.protected,
      collateral: plan.collateral,
      environment: environment.name,
      content: plans.contentOf(mirrored),
      owned: [],
      ...(landing ? { landing } : {}),
      review: await observer.landingReview(branch, undefined, signal),
      notes: notesOf(plan),
    },
    signal,
  );
}

function notesOf({ untouched, automation, stopped, fastForward }: RollbackPlan): readonly string[] {
  const writers = new Set(automation.map((found) => (found.kind === 'bot' ? found.author : found.path)));
  return [
    ...(untouched.length > 0 ? [`Stays as it is: ${untouched.length} places that belong to the environment.`] : []),
    ...(stopped.length > 0 ? [`Stopped in the same pull request: image automation in ${stopped.join(', ')}.`] : []),
    ...(automation.length > 0 && stopped.length === 0
      ? [`Images are written here automatically and may undo this rollback: ${[...writers].join(', ')}.`]
      : []),
    ...(fastForward
      ? [
          `The branch was moved onto ${short(fastForward.merge)} of ${fastForward.onto}: what lies below it was never ` +
            `deployed from here. Before, the branch held ${short(fastForward.previous)}.`,
        ]
      : []),
  ];
}
