import * as vscode from 'vscode';
import type { Instant } from '../../core/support/clock';
import type { Observation } from '../../core/support/observation';
import { ago } from './age';

/** Where something was seen: on a forge or a cluster, and by whom, where not by us. */
export function placeWords({ source, via }: Observation): string {
  return via === undefined ? source : vscode.l10n.t('{source} as the relay {relay} read it', { source, relay: via });
}

/** Where and when something was seen. */
export function seenWords(observed: Observation, now: Instant): string {
  return vscode.l10n.t('{source}, {age}', { source: placeWords(observed), age: ago(observed.at, now) });
}
