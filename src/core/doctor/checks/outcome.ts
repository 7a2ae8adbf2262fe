import type { Unknown } from '../../support/observation';
import type { MessageValues } from '../../support/message';
import type { Fact } from '../../support/fact';
import type { BranchContent, ContentFacts, ServiceFacts } from '../facts/facts';
import type { Found, Outcome, Spot, Unseen } from '../finding';
import type { Code } from '../rules';
import type { CheckName } from './names';

/** A rule, or a few that belong together, over what is known of one service. */
export interface Check {
  readonly name: CheckName;
  readonly of: (facts: ServiceFacts, name: CheckName) => readonly Outcome[];
}

/** Where a rule is broken. */
export interface Where {
  readonly environment?: string;
  readonly spot?: Spot;
}

export function found(code: Code, values: MessageValues, where: Where = {}): Found {
  return { kind: 'found', code, values, ...where };
}

export function notChecked(check: CheckName, { said }: Unknown, environment?: string): Unseen {
  return { kind: 'notChecked', check, said, ...(environment === undefined ? {} : { environment }) };
}

/** What is judged of a fact that is known; else the check was not made, for the reason that the fact gives. */
export function whenKnown<T>(
  fact: Fact<T>,
  at: { readonly check: CheckName; readonly environment?: string },
  judge: (value: T) => readonly Outcome[],
): readonly Outcome[] {
  return fact.kind === 'known' ? judge(fact.value) : [notChecked(at.check, fact, at.environment)];
}

/** As `whenKnown`. Of a branch that is not there nothing is judged: that is told by itself. */
export function whenThere(
  content: BranchContent,
  at: { readonly check: CheckName; readonly environment: string },
  judge: (value: ContentFacts) => readonly Outcome[],
): readonly Outcome[] {
  return content.kind === 'absent' ? [] : whenKnown(content, at, judge);
}
