import * as vscode from 'vscode';
import type { RelayStatus } from '../../core/relay/subscribe/subscriber';
import type { Instant } from '../../core/support/clock';
import { ago, roughlyAgo } from './age';
import { say } from './say';

/** How what is shown comes to be known, as far as a relay has to do with it. */
export function relayWords(relay: RelayStatus, now: Instant): string {
  const { host } = relay;
  switch (relay.kind) {
    case 'live':
      return toldWords(relay, now);
    case 'asked':
      return vscode.l10n.t('The relay {host} is being asked: looking as without one.', { host });
    case 'away':
      return vscode.l10n.t('The relay {host} is away (noticed {age}): looking as without one. {reason}', {
        host,
        age: roughlyAgo(relay.since, now),
        reason: say(relay.why),
      });
  }
}

function toldWords({ host, heardAt, told, read, asked }: RelayStatus & { kind: 'live' }, now: Instant): string {
  const values = { host, age: ago(heardAt, now), told, read, asked };
  if (told === 0)
    return vscode.l10n.t('The relay {host} tells of none of your repositories: looking as without one.', values);
  if (read > 0) {
    return vscode.l10n.t(
      'The relay {host} tells of {told} of {asked} repositories, and reads {read} of them for you. Last heard {age}.',
      values,
    );
  }
  return told < asked
    ? vscode.l10n.t('Told by the relay {host} of {told} of {asked} repositories, last heard {age}.', values)
    : vscode.l10n.t('Told by the relay {host}, last heard {age}.', values);
}
