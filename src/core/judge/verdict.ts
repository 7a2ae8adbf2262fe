import type { Subject, Facts, JudgedItem } from './facts';
import type { Allowance, Finding, Weight } from './finding';
import { contentFindings } from './findings';

export type VerdictKind = 'success' | 'failure' | 'pending' | 'unjudged';

export interface Verdict {
  readonly subject: Subject;
  readonly kind: VerdictKind;
  /** What it comes to, in one line. */
  readonly said: string;
  /** Why, the gravest first. */
  readonly findings: readonly Finding[];
  readonly items: readonly JudgedItem[];
}

const gravest: readonly Exclude<Weight, 'told'>[] = ['failure', 'unjudged', 'pending'];

/**
 * Whether a pull request towards an environment may be merged, of all that was found out. Pure. What is known to be wrong
 * fails, whatever else is not known; what is not known is never green.
 * @see docs/judge.md
 */
export function judge(facts: Facts, allowed: ReadonlySet<Allowance> = new Set()): Verdict {
  const found = [...doubts(facts), ...contentFindings(facts, allowed)];
  const order: readonly Weight[] = [...gravest, 'told'];
  const findings = found.toSorted((one, other) => order.indexOf(one.weight) - order.indexOf(other.weight));
  const kind = gravest.find((weight) => findings.some((finding) => finding.weight === weight)) ?? 'success';
  const items = facts.content.kind === 'merged' ? facts.content.items : [];
  return { subject: facts.subject, kind, said: lineOf(kind, findings, facts), findings, items };
}

/** Nothing could be found out. */
export function unjudged(subject: Subject, said: string): Verdict {
  const findings: readonly Finding[] = [{ kind: 'doubt', weight: 'unjudged', said }];
  return { subject, kind: 'unjudged', said: `It cannot be judged: ${said}`, findings, items: [] };
}

function doubts({ doubts: all }: Facts): readonly Finding[] {
  return all.map(({ said }) => ({ kind: 'doubt', weight: 'unjudged', said }));
}

function lineOf(kind: VerdictKind, findings: readonly Finding[], { content }: Facts): string {
  if (kind === 'success') return content.kind === 'merged' ? successLine(content) : '';
  const own = findings.filter(({ weight }) => weight === kind);
  const more = own.length > 1 ? ` (and ${own.length - 1} more)` : '';
  const begin = kind === 'unjudged' ? 'It cannot be judged: ' : '';
  return `${begin}${own[0]?.said ?? ''}${more}`;
}

function successLine({ items, origin }: Extract<Facts['content'], { readonly kind: 'merged' }>): string {
  const counted = items.length === 1 ? '1 change' : `${items.length} changes`;
  switch (origin.kind) {
    case 'rollback':
      return `It ${origin.said}: ${counted}`;
    case 'promotion':
      return `${counted}, as a promotion of ${origin.from} at ${origin.source.slice(0, 10)} gives`;
    case 'byHand':
      return origin.source === undefined
        ? `${counted}, none of them from ${origin.from}`
        : `${counted}, as ${origin.from} has them at ${origin.source.slice(0, 10)}`;
    case 'entry':
    case 'refuted':
      return counted;
  }
}
