import type { Content, Facts, JudgedItem } from './facts';
import { gateFindings } from './gateFindings';
import type { Standing } from './standing';
import type { Allowance, Finding, FindingKind } from './finding';

type Merged = Extract<Content, { readonly kind: 'merged' }>;

/** What the content of a pull request gives cause to say. Pure. */
export function contentFindings({ content, subject }: Facts, allowed: ReadonlySet<Allowance>): readonly Finding[] {
  switch (content.kind) {
    case 'conflict':
      return [
        {
          ...failure('conflict'),
          said: `It conflicts with ${subject.base.branch}.`,
          items: content.paths.map((path) => ({ path })),
        },
      ];
    case 'unrelated':
      return [
        {
          ...failure('conflict'),
          said: `It has no history in common with ${subject.base.branch}, and cannot be merged.`,
        },
      ];
    case 'unsound':
      return [{ ...failure('unsound'), said: content.said }];
    case 'merged':
      return [
        ...originFindings(content, subject.base.branch),
        ...standingFindings(content, subject.base.branch, allowed),
        ...safetyFindings(content, subject, allowed),
        ...gateFindings(content.gates),
        ...resultFindings(content, allowed),
        ...replayFindings(content, subject.base.branch),
        ...(content.changesRules
          ? [
              told(
                'rules',
                'It changes .branchline.yaml. It was judged by the rules that are in force, not by its own.',
              ),
            ]
          : []),
        ...(content.items.length === 0 ? [told('nothing', 'It changes nothing: all of it is there already.')] : []),
      ];
  }
}

function originFindings({ origin, missing }: Merged, branch: string): readonly Finding[] {
  switch (origin.kind) {
    case 'entry':
    case 'rollback':
      return [];
    case 'refuted':
      return [{ ...failure('refuted'), said: origin.said }];
    case 'promotion': {
      if (origin.scope !== 'differs') return [];
      const what = `what a promotion of ${origin.from} at ${origin.source.slice(0, 10)} gives on ${branch} now`;
      return [
        { ...failure('differs'), said: `It is not ${what}. Make it anew.` },
        ...(missing.length > 0 ? [{ ...failure('missing'), said: `It lacks some of ${what}.`, items: missing }] : []),
      ];
    }
    case 'byHand':
      return [
        ...(origin.isNamedAsOurs
          ? [
              told(
                'unproven',
                'Its branch is named as if it were ours; nothing proves that, and it was judged as anybody’s.',
              ),
            ]
          : []),
        ...(origin.isSource && missing.length > 0
          ? [
              {
                ...told('missing', `Merging ${origin.from} does not bring all that waits for ${branch}.`),
                items: missing,
              },
            ]
          : []),
      ];
  }
}

const standingWords: Readonly<Record<Exclude<Standing, 'promised'>, (from: string, to: string) => string>> = {
  hotfix: (from) => `It sets what ${from} never had: a hotfix.`,
  otherValue: (from) => `It sets another value than promoting ${from} gives.`,
  older: (from, to) => `It goes back to a value that ${from} has left for the one that ${to} has.`,
  overrules: (from, to) => `It takes the value of ${from} where promoting keeps what was set on ${to}.`,
  settles: (from) => `It settles a conflict by taking the side of ${from}.`,
};

function standingFindings(
  { origin, items }: Merged,
  branch: string,
  allowed: ReadonlySet<Allowance>,
): readonly Finding[] {
  if (origin.kind !== 'byHand' && origin.kind !== 'promotion') return [];
  const standings = Object.keys(standingWords) as (keyof typeof standingWords)[];
  return standings.flatMap((standing) => {
    const own = items.filter((item) => item.standing === standing);
    if (own.length === 0) return [];
    const isTold = standing === 'settles' || (standing === 'hotfix' && allowed.has('hotfix'));
    const said = standingWords[standing](origin.from, branch);
    return [{ kind: standing, weight: isTold ? ('told' as const) : ('failure' as const), said, items: own }];
  });
}

function safetyFindings(
  { items }: Merged,
  { environment, base }: Facts['subject'],
  allowed: ReadonlySet<Allowance>,
): readonly Finding[] {
  const finding = (
    kind: FindingKind & Allowance,
    isMeant: (item: JudgedItem) => boolean,
    said: string,
    isTold = allowed.has(kind),
  ): readonly Finding[] => {
    const own = items.filter(isMeant);
    return own.length === 0 ? [] : [{ kind, weight: isTold ? 'told' : 'failure', said, items: own }];
  };
  return [
    ...finding('secrets', ({ secret }) => secret, 'It brings a value of a Secret that anybody can read.'),
    ...finding(
      'reintroduced',
      ({ reintroduced }) => reintroduced,
      `It brings back what a rollback took from ${base.branch}.`,
    ),
    ...finding('owned', ({ owned, given }) => owned && !given, `It changes what belongs to ${environment}.`),
    ...finding(
      'owned',
      ({ owned, given }) => owned && given === true,
      `With what comes or goes, so does its part that belongs to ${environment}.`,
      true,
    ),
  ];
}

function resultFindings({ rendered, unreadable }: Merged, allowed: ReadonlySet<Allowance>): readonly Finding[] {
  const broken: readonly Finding[] =
    unreadable.length === 0
      ? []
      : [{ ...failure('unreadable'), said: 'It is no valid YAML.', items: unreadable.map((path) => ({ path })) }];
  if (rendered.kind !== 'unrendered') return broken;
  const { reason, said } = rendered;
  if (reason === 'failed')
    return [...broken, { ...failure('unrendered'), said: `The result does not render: ${said}` }];
  const weight = allowed.has('unrendered') ? 'told' : 'unjudged';
  return [...broken, { kind: 'unrendered', weight, said: `Whether the result renders is not known: ${said}` }];
}

/** What was judged is what merging, or a squash, gives. */
function replayFindings({ replay }: Merged, branch: string): readonly Finding[] {
  switch (replay) {
    case 'same':
      return [];
    case 'other':
      return [
        {
          ...failure('replayed'),
          said: `Landing it by rebase gives something else than merging it into ${branch}. Make it one commit.`,
        },
      ];
    case 'unknown':
      return [told('replayed', 'What landing it by rebase gives is not known: it has too many commits.')];
  }
}

function failure(kind: FindingKind): Pick<Finding, 'kind' | 'weight'> {
  return { kind, weight: 'failure' };
}

function told(kind: FindingKind, said: string): Finding {
  return { kind, weight: 'told', said };
}
