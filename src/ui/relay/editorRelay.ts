import * as vscode from 'vscode';
import type { Fleet } from '../../core/fleet/fleet';
import type { TokenSource } from '../../core/forge/tokens';
import { relayAddress, type RelayAddress } from '../../core/relay/subscribe/address';
import { DisposableStore, type Disposable } from '../../core/support/disposable';
import type { Log } from '../../core/support/log';
import { settings } from '../settings';
import { showError } from '../showError';
import { isOfRelay, tokenForRelay } from './consent';

export interface EditorRelaySources {
  readonly fleet: Fleet;
  readonly secrets: vscode.SecretStorage;
  readonly tokens: TokenSource;
  readonly log: Log;
}

/** Has the fleet follow the relay that the person's settings name, with what they agreed to send there. */
export class EditorRelay implements Disposable {
  private readonly owned = new DisposableStore();

  constructor(private readonly sources: EditorRelaySources) {
    this.owned.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('branchline.relay.url')) this.follow();
      }),
    );
    this.owned.add(
      sources.secrets.onDidChange(({ key }) => {
        if (isOfRelay(key)) this.follow();
        else sources.fleet.askRelayAgain(); // the token of a forge is perhaps another now
      }),
    );
    this.follow();
  }

  dispose(): void {
    this.owned.dispose();
  }

  private follow(): void {
    const { fleet, secrets, tokens, log } = this.sources;
    let address: RelayAddress | undefined;
    try {
      address = settings.relayUrl() === '' ? undefined : relayAddress(settings.relayUrl());
    } catch (error) {
      void showError(log, '[relay] branchline.relay.url', error);
    }
    const url = address?.url ?? '';
    fleet.useRelay(address && { address, token: (host, signal) => tokenForRelay(secrets, url, tokens, host, signal) });
  }
}
