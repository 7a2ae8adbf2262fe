import type { Edge } from '../../catalog/catalog';
import { frozenAt } from '../../catalog/freeze';
import type { Instant } from '../../support/clock';
import type { Gate } from './gate';
import { instantText } from './times';

/** Whether the catalog says that nothing is to be promoted now. */
export function freezeGate({ gates, to }: Edge, now: Instant): readonly Gate[] {
  if (!gates.freeze || gates.freeze.length === 0) return [];
  const about = { name: 'freeze', required: true } as const;
  const frozen = frozenAt(gates.freeze, now);
  if (!frozen) return [{ ...about, kind: 'passed', said: `No freeze of ${to} is on.` }];
  const { until, reason } = frozen;
  const why = reason === undefined ? '' : ` (${reason})`;
  return [{ ...about, kind: 'notPassed', said: `${to} is frozen until ${instantText(until)}${why}.`, until }];
}
