import type { ShownText } from '../../manifest/secrecy/shown';
import type { RequirementState } from '../requirement';

/** How one try of a check ended. */
export interface CheckResult {
  readonly state: RequirementState;
  /** In English, one line. */
  readonly said: ShownText;
  /** It is not tried again. */
  readonly isFinal?: boolean;
  readonly output?: readonly ShownText[];
}
