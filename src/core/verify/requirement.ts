import type { ObjectDrift } from '../drift/report';
import type { ShownText } from '../manifest/secrecy/shown';
import type { UnwellPod } from './pods';

/**
 * How one thing stands that has to be true. `waiting`: not yet. `failing`: it will hardly mend by itself (a crash, a right
 * that is lacking). `unknown`: it could not be looked at, and is tried again. Only `met` counts.
 */
export type RequirementState = 'met' | 'waiting' | 'failing' | 'unknown';

export interface Requirement {
  /** The same at every look. */
  readonly id: string;
  readonly kind: 'cluster' | 'revision' | 'object' | 'check';
  /** In people's words: `Deployment cart`. */
  readonly subject: string;
  readonly state: RequirementState;
  /** How it stands: one line in English, as it may be shown. */
  readonly said: ShownText;
  /** It was not looked at, and whoever asked accepts that. */
  readonly isAccepted?: boolean;
  /** Nothing will change it any more: there is nothing to wait for. */
  readonly isFinal?: boolean;
  /** How the object differs from the commit. */
  readonly drift?: ObjectDrift;
  /** The Pods that keep it from being well. */
  readonly pods?: readonly UnwellPod[];
  /** The last lines that a check printed. */
  readonly output?: readonly ShownText[];
}
