import type { Look } from '../../../board/protocol/board';
import type { Aspect } from '../../words/aspect';

/** A fact in words as the page draws it. */
export function lookOf({ icon, severity, label }: Pick<Aspect, 'icon' | 'severity' | 'label'>): Look {
  return { icon, tone: severity, label };
}
