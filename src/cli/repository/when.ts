import { InvalidArgumentError } from 'commander';
import type { Instant } from '../../core/support/clock';
import { whenOf } from '../../core/support/when';

/** As `whenOf`. @throws InvalidArgumentError where it is no time */
export function readWhen(text: string, now: Instant): Instant {
  const at = whenOf(text, now);
  if (at === undefined) {
    throw new InvalidArgumentError(
      'Not a time: 2026-11-27T14:00Z, 2026-11-27T14:00+01:00, 2026-11-27, or 36h, 30d ago.',
    );
  }
  return at;
}
