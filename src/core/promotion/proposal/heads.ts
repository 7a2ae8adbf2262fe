import type { PromotionHead } from '../../catalog/catalog';
import { message, type Message } from '../../support/message';
import type { Sha } from '../../support/sha';
import { PromotionError } from '../errors';
import type { Plan } from '../plan';

/** What the forge allows; nothing for what it did not tell. */
export interface LandingRules {
  readonly landingStyles: readonly ('merge' | 'squash' | 'rebase')[] | undefined;
  readonly deletesHeadOnMerge: boolean | undefined;
}

/** One way in which a promotion can come: whether it is possible here, and what it does, or why it is not. */
export interface HeadOption {
  readonly head: PromotionHead;
  readonly verdict: 'advised' | 'possible' | 'refused';
  readonly why: readonly Message[];
}

export interface HeadFacts {
  readonly plan: Plan;
  readonly rules: LandingRules | undefined;
  /** Only chosen items travel. */
  readonly isPartial: boolean;
  /** What git's own merge of the source into the target gives; nothing where it finds a conflict. */
  readonly native: Sha | null;
}

/**
 * The ways in which a promotion can come, the advised one first. A branch of its own with one commit is always right:
 * it lands the same by merge, squash and rebase. The others are for teams that want git's ancestry to tell, and are
 * possible only where they land what was shown.
 * @see docs/promotion.md, "What it comes from"
 */
export function headOptions(facts: HeadFacts): readonly HeadOption[] {
  const { from } = facts.plan.edge;
  return [
    {
      head: 'commit',
      verdict: 'advised',
      why: [
        message('What is reviewed is what lands, by merge, squash or rebase; later commits on {from} do not join it.', {
          from,
        }),
      ],
    },
    option('merge', refusalsOfMerge(facts), mergeWords(facts)),
    option('source', refusalsOfSource(facts), [
      message('What is pushed to {from} later joins it, also after an approval.', { from }),
      message('Only a merge lands it as shown: after a squash or rebase, the next merge would conflict.'),
    ]),
  ];
}

function option(head: PromotionHead, refusals: readonly Message[], why: readonly Message[]): HeadOption {
  return refusals.length > 0 ? { head, verdict: 'refused', why: refusals } : { head, verdict: 'possible', why };
}

function mergeWords({ plan, rules }: HeadFacts): readonly Message[] {
  const { from } = plan.edge;
  return [
    message('The pull request lists the commits of {from}, and a merge makes them part of the history of {to}.', {
      from,
      to: plan.edge.to,
    }),
    ...(rules?.landingStyles?.includes('rebase')
      ? [message('Do not land it by rebase: that replays the commits of {from} with what belongs to it.', { from })]
      : []),
  ];
}

function refusalsOfMerge(facts: HeadFacts): readonly Message[] {
  return [...partial(facts), ...mergeNotAllowed(facts)];
}

function refusalsOfSource(facts: HeadFacts): readonly Message[] {
  const { plan, rules, native } = facts;
  const { from } = plan.edge;
  return [
    ...partial(facts),
    ...mergeNotAllowed(facts),
    ...(rules && rules.deletesHeadOnMerge === undefined
      ? [message('The forge did not tell whether it deletes the head of what is merged.')]
      : []),
    ...(rules?.deletesHeadOnMerge
      ? [message('The repository deletes the head of what is merged: the branch {from} would be deleted.', { from })]
      : []),
    ...(native === plan.prediction.tree ? [] : [mergeDiffers(plan, native)]),
  ];
}

function mergeDiffers({ edge, untouched }: Plan, native: Sha | null): Message {
  if (native === null) return message('Merging {from} as it is conflicts.', { from: edge.from });
  return untouched.length > 0
    ? message('Merging {from} as it is gives another result: it carries what belongs to its environment.', {
        from: edge.from,
      })
    : message('Merging {from} as it is gives another result than the one that is shown.', { from: edge.from });
}

function partial({ isPartial }: HeadFacts): readonly Message[] {
  return isPartial ? [message('Only a part travels: the history would say that all of it did.')] : [];
}

function mergeNotAllowed({ rules }: HeadFacts): readonly Message[] {
  if (!rules?.landingStyles) return [message('The forge did not tell whether it allows merge commits.')];
  return rules.landingStyles.includes('merge') ? [] : [message('The forge does not allow merge commits here.')];
}

/** The head that a promotion takes, among all that there are. */
export interface ChosenHead {
  readonly head: PromotionHead;
  readonly options: readonly HeadOption[];
}

/**
 * What a person wants is taken or refused; what the catalog wants gives way to the advised one where it is not possible.
 * @throws PromotionError `headRefused`
 */
export function chooseHead(
  options: readonly HeadOption[],
  wanted: { readonly person?: PromotionHead | undefined; readonly catalog?: PromotionHead | undefined },
): ChosenHead {
  const refused = (head: PromotionHead | undefined) =>
    options.find((option) => option.head === head && option.verdict === 'refused');
  const { person, catalog = 'commit' } = wanted;
  const against = refused(person);
  if (against) throw PromotionError.headRefused(against.why[0]);
  return { head: person ?? (refused(catalog) ? 'commit' : catalog), options };
}
