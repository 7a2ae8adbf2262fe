import { createHash } from 'node:crypto';
import type { Instant } from '../../support/clock';
import { short, type Sha } from '../../support/sha';
import type { BranchPoint } from './trailers';
import { code, escaped } from './untrusted';
import { oneLine } from '../../support/oneLine';

/** What was seen of the pipeline of one commit. */
export interface PipelineEvidence {
  readonly commit: Sha;
  readonly passed: boolean;
  readonly observed: Instant;
  /** In a fixed order; `since` as the forge writes it. */
  readonly checks: readonly { readonly name: string; readonly state: string; readonly since: string }[];
}

/** Another gate of the same commit. */
export interface FoundGate {
  readonly name: string;
  readonly kind: 'passed' | 'notPassed' | 'unknown';
  readonly said: string;
}

const gateWords = { passed: 'passed', notPassed: 'not passed', unknown: 'not known' } as const;

/** What the body of a pull request says of it. */
export interface GateEvidence {
  readonly lines: readonly string[];
  /**
   * A hidden line that changes with the state of a check, and not with time: where it stands, the text is up to date.
   * Nothing where nothing is known: not knowing replaces no knowledge.
   */
  readonly version?: string;
}

/**
 * The pipeline of exactly the commit that is promoted, check by check, and the other gates. What is known of another commit
 * is not known of this one.
 * @see docs/promotion.md, "Gates"
 */
export function gateEvidence(
  { branch, commit }: BranchPoint,
  seen: PipelineEvidence | undefined,
  gates: readonly FoundGate[] = [],
): GateEvidence {
  const where = `${code(branch)} at ${short(commit)}`;
  const others = gates.map(({ name, kind, said }) => `- ${name}: ${gateWords[kind]}. ${escaped(said)}`);
  if (seen?.commit !== commit) {
    return { lines: [`The pipeline of ${where} is not known.`, ...(others.length > 0 ? ['', ...others] : [])] };
  }
  const { checks, passed, observed } = seen;
  const verdict = passed ? 'passed' : 'has not passed';
  const said = checks.length === 0 ? `No check was reported for ${where}.` : `The pipeline of ${where} ${verdict}.`;
  const states = JSON.stringify([
    ...checks.map(({ name, state }) => [name, state]),
    ...gates.map(({ name, kind }) => [name, kind]),
  ]);
  return {
    lines: [
      `${said} Observed ${new Date(observed).toISOString()}.`,
      ...(checks.length + others.length > 0 ? [''] : []),
      ...checks.map(({ name, state, since }) => {
        const time = oneLine(since, 30);
        return `- ${code(name)}: ${state}${time === '' ? '' : ` (${time})`}`;
      }),
      ...others,
    ],
    version: `Promotion-Gate: ${createHash('sha256').update(states).digest('hex').slice(0, 10)}`,
  };
}
