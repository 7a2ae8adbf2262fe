import { message } from '../support/message';
import { own } from '../support/own';
import { apiPaths } from './apiPaths';
import { collectionOf, isAzureServices } from './azureAddress';
import { ForgeError } from './errors';
import { probe, type Probed } from './probe';
import type { Remote } from './remote';
import type { ForgeIdentity, ForgeKind } from './types';

/** What a person says of a host that cannot be found out, by host: the `branchline.forges` setting. */
export type ForgeSettings = Readonly<Record<string, { readonly kind: ForgeKind; readonly apiBase?: string }>>;

export type Identification =
  | {
      readonly kind: 'forge';
      readonly identity: ForgeIdentity;
      /** Where its web pages lie below the host. */ readonly basePath: string;
    }
  /** It answers, and not as any forge does: a plain git server. */
  | { readonly kind: 'noForge' };

const knownHosts: readonly (readonly [RegExp, (host: string, remote: Remote) => Identification])[] = [
  [/^(?:www\.)?github\.com$/, () => forge('github', 'github.com', 'https://api.github.com')],
  [/^[\w-]+\.ghe\.com$/, (host) => forge('github', host, `https://api.${host}`)],
  [/^codeberg\.org$/, (host) => forge('gitea', host, `https://${host}/api/v1`)],
  [/^gitea\.com$/, (host) => forge('gitea', host, `https://${host}/api/v1`)],
  [/^gitlab\.com$/, (host) => forge('gitlab', host, `https://${host}/api/v4`)],
  [/^bitbucket\.org$/, (host) => forge('bitbucket', host, 'https://api.bitbucket.org/2.0')],
  [/^dev\.azure\.com$|^[\w-]+\.visualstudio\.com$/, (_, remote) => azure(remote)],
];

/**
 * Finds out which forge a remote is on: by the person's setting, by the hosts that everybody knows, else by asking the
 * host once, without a token. Which forge it is is kept; that it could not be reached, or looks like none, is not.
 */
export class ForgeFinder {
  private readonly found = new Map<string, Promise<Probed>>();

  constructor(
    /** What a person says; asked for anew each time where it may change. */
    private readonly settings: ForgeSettings | (() => ForgeSettings),
    private readonly ask: typeof probe = probe,
  ) {}

  /** @throws ForgeError `unreachable` when the host has to be asked and does not answer */
  async identify(remote: Remote, signal: AbortSignal): Promise<Identification> {
    const settings = typeof this.settings === 'function' ? this.settings() : this.settings;
    const said = own(settings, remote.host);
    const known = knownHosts.find(([pattern]) => pattern.test(remote.host))?.[1](remote.host, remote);
    // A setting that says no more than everybody knows names no address: that is not beside the host's pages everywhere.
    const isAsKnown = known?.kind === 'forge' && known.identity.kind === said?.kind && said.apiBase === undefined;
    if (said && !isAsKnown) return fromSetting(remote, said);
    if (known) return known;
    return conclude(remote, await this.asked(remote, signal));
  }

  /** One question a host, whoever asks; it has its own deadline, so that one who cancels does not end it for the others. */
  private asked(remote: Remote, signal: AbortSignal): Promise<Probed> {
    const origin = `${remote.transport === 'http' ? 'http' : 'https'}://${remote.host}`;
    const basePath = remote.transport.startsWith('http') ? remote.path.slice(0, -2).join('/') : '';
    const key = `${origin}/${basePath}`;
    const asking = this.found.get(origin) ?? this.found.get(key) ?? this.ask(origin, basePath);
    this.found.set(key, asking);
    return new Promise((resolve, reject) => {
      const onAbort = () => reject(signal.reason as Error);
      signal.addEventListener('abort', onAbort, { once: true });
      asking
        .then((probed) => {
          // A page in front of a forge (a sign-in, an error) looks like no forge: whoever asks again is answered anew.
          if (probed.kind === 'silent' || probed.kind === 'noForge') this.found.delete(key);
          // At the root of a host it is for whatever lies below it: not each group is asked for.
          if (probed.kind === 'forge' && probed.basePath === '') this.found.set(origin, asking);
          resolve(probed);
        }, reject)
        .finally(() => signal.removeEventListener('abort', onAbort));
    });
  }
}

function conclude(remote: Remote, probed: Probed): Identification {
  const { host } = remote;
  switch (probed.kind) {
    case 'forge':
      if (probed.forge === 'azure') return azure(remote);
      return {
        kind: 'forge',
        identity: { kind: probed.forge, host, apiBase: probed.apiBase },
        basePath: probed.basePath,
      };
    case 'noForge':
      return { kind: 'noForge' };
    case 'silent':
      throw ForgeError.unreachable(
        message('{host} does not answer, so which forge it is could not be found out.', { host }),
        probed.cause,
      );
  }
}

function fromSetting(remote: Remote, said: ForgeSettings[string]): Identification {
  if (said.kind === 'azure' && said.apiBase === undefined) return azure(remote);
  const scheme = remote.transport === 'http' ? 'http' : 'https';
  const apiBase = (said.apiBase ?? `${scheme}://${remote.host}${apiPaths[said.kind]}`).replace(/(?<!\/)\/+$/, '');
  const basePath = (URL.parse(apiBase)?.pathname ?? '')
    .replace(/\/(?:api(?:\/v\d+)?|2\.0|rest)$/, '')
    .replace(/^\/+/, '');
  return { kind: 'forge', identity: { kind: said.kind, host: remote.host, apiBase }, basePath };
}

function forge(kind: ForgeKind, host: string, apiBase: string): Identification {
  return { kind: 'forge', identity: { kind, host, apiBase }, basePath: '' };
}

/** Its API lies below a collection, which an organisation is, and answers for that alone. */
function azure(remote: Remote): Identification {
  const parts = collectionOf(remote);
  const scheme = remote.transport === 'http' && !isAzureServices(remote.host) ? 'http' : 'https';
  const apiBase = [`${scheme}://${remote.host}`, ...parts.map(encodeURIComponent)].join('/');
  return { kind: 'forge', identity: { kind: 'azure', host: remote.host, apiBase }, basePath: parts.join('/') };
}
