import type { Mirrored } from '../git/mirror';
import { buildPromotion, type PromotionChoice } from '../promotion/candidate';
import { chooseHead } from '../promotion/proposal/heads';
import { ownedDifferences } from '../promotion/proposal/ownedValues';
import { afterLanding } from './afterLanding';
import { changePreview } from './changePreview';
import { possibleHeads } from './possibleHeads';
import type { ChangePreview, PromotionWish } from './fleet';
import { gatesToRecord } from './gates/gate';
import { evidenceOf } from './gates/pipeline';
import { gatesOf } from './gates/verdict';
import type { ServiceObserver } from './serviceObserver';
import type { Cell, EdgeSnapshot } from './snapshot';

export interface PromotionPreviewRequest extends PromotionWish {
  readonly edge: EdgeSnapshot;
  /** The cell that is promoted from: the gates are read there. */
  readonly source: Cell | undefined;
}

/**
 * The candidate of a promotion along an edge, and all that is to be seen before it is pushed.
 * @throws PromotionError where a person has to decide, or nothing is to be done
 */
export async function previewPromotion(
  observer: ServiceObserver,
  { edge, source, includeReintroduced, items, head }: PromotionPreviewRequest,
  mirrored: Mirrored,
  signal: AbortSignal,
): Promise<ChangePreview> {
  const { plans, service } = observer;
  const prepared = await plans.plan(edge.from.name, edge.to.name, mirrored, signal);
  const path = service.edges.find(({ from, to }) => from === edge.from.name && to === edge.to.name);
  const landing = await observer.landingRules(signal);
  const options = await possibleHeads(mirrored.repository, prepared.plan, landing, items !== undefined, signal);
  const heads = chooseHead(options, { person: head, catalog: items ? undefined : path?.head });
  const choice: PromotionChoice = {
    head: heads.head,
    items: items ? { kind: 'places', places: items } : { kind: 'all' },
    reintroduced: includeReintroduced ? 'include' : 'refuse',
  };
  const existing = edge.proposals.filter(({ pullRequest }) => pullRequest.state === 'open');
  const own = existing.find(({ kind }) => kind === 'ours')?.pullRequest;
  const review = await observer.landingReview(edge.to.branch, own, signal);
  const gate = path && gatesOf(path, source ?? {}, review, prepared.plan.source.commit, observer.now());
  const candidate = await buildPromotion(plans.memoryOf(mirrored), prepared, choice, {
    service: service.name,
    template: plans.templatesOf(mirrored).promotion,
    ...(source?.pipeline.kind === 'known' ? { pipeline: evidenceOf(source.pipeline) } : {}),
    gates: gate ? gatesToRecord(gate, source?.pipeline.kind === 'known' ? source.pipeline : undefined) : [],
  });
  const { prediction, plan } = prepared;
  const { remote } = await observer.whereabouts(signal);
  return changePreview(
    candidate,
    mirrored,
    {
      kind: 'promotion',
      service: service.name,
      plan,
      environment: edge.to.name,
      content: plans.contentOf(mirrored),
      owned: prediction ? await ownedDifferences(plans.memoryOf(mirrored).reader, prediction) : [],
      heads,
      ...(landing ? { landing } : {}),
      existing,
      after: await afterLanding(
        { ...mirrored, remote, rules: plans.memoryOf(mirrored).reader.rules },
        plan,
        existing.filter(({ kind }) => kind === 'person').map(({ pullRequest }) => pullRequest),
        signal,
      ),
      review,
      protectedTarget: edge.to.protected,
      collateral: [],
      ...(gate ? { gate } : {}),
      notes: [],
    },
    signal,
  );
}
