import { join } from 'node:path';
import type { Clusters } from '../cluster/clusters';
import { ForgeConnections } from '../forge/connect';
import { ForgeFinder, type ForgeSettings } from '../forge/identify';
import type { TokenSource } from '../forge/tokens';
import type { ChecksRequest, HeadsRequest, RepositoryRef } from '../forge/types';
import type { RegistryClient } from '../registry/types';
import { Lru } from '../support/lru';
import { MirrorStore } from '../git/mirror';
import { systemAlarms, systemClock, type Alarms, type Clock } from '../support/clock';
import type { Log } from '../support/log';
import { ControllerBoard } from './cluster/controllerBoard';
import type { FleetDependencies } from './dependencies';
import type { Attention } from './fleet';
import { FleetRelay, type RelaySettings } from './observe/fleetRelay';
import { headsByGit } from './observe/headsByGit';
import { ForgeBatch } from '../forge/forgeBatch';
import { FleetCache } from './state/cache';
import { FleetStore } from './state/store';

export interface FleetOptions {
  /** A folder of our own, outside every repository; mirrors lie in it. */
  readonly storage: string;
  /** A folder for what belongs to this catalog alone: what was last known of it. */
  readonly memory: string;
  readonly tokens: TokenSource;
  /** Where it may change whoever changes it has the fleet look anew, by `settings`. */
  readonly forges: ForgeSettings | (() => ForgeSettings);
  /** False in an untrusted workspace: then nothing outside is asked. */
  readonly online: boolean;
  /** Nothing: no cluster is contacted. */
  readonly clusters: Clusters | undefined;
  /** Registries as this person may read them; nothing: previews ask none. */
  readonly registry?: RegistryClient;
  /** Nothing: changes are found by looking alone. */
  readonly relay?: RelaySettings | undefined;
  readonly log: Log;
  readonly clock?: Clock;
  readonly alarms?: Alarms;
  readonly random?: () => number;
}

/** Ranges of commits of the code, of at most a hundred commits each. */
const mostKeptRanges = 200;

/** What all observers of one fleet share, put together. It does nothing by itself. */
export function makeDependencies(options: FleetOptions, attention: () => Attention): FleetDependencies {
  const { storage, memory, tokens, forges, clusters, online, log } = options;
  const clock = options.clock ?? systemClock;
  const store = new FleetStore();
  const random = options.random ?? Math.random;
  const alarms = options.alarms ?? systemAlarms;
  const relay = new FleetRelay({ clock, alarms, random, log }, (status) => store.setRelay(status));
  if (online) relay.use(options.relay);
  const cache = new FleetCache(join(memory, 'fleet.json'), store, log);
  return {
    store,
    cache,
    heads: new ForgeBatch((client, requests: readonly HeadsRequest[], signal) =>
      Promise.resolve(client.headsEach(requests, signal)),
    ),
    checks: new ForgeBatch((client, requests: readonly ChecksRequest[], signal) =>
      Promise.resolve(client.checksOf(requests, signal)),
    ),
    mirrors: new MirrorStore(join(storage, 'mirrors'), { clock }),
    places: {
      finder: new ForgeFinder(forges),
      connections: new ForgeConnections({ tokens, log, clock, headsByGit: headsByGit(tokens) }),
      tokens,
      defaults: new ForgeBatch((client, repositories: readonly RepositoryRef[], signal) =>
        client.defaultBranches(repositories, signal),
      ),
    },
    clusters,
    controllers: clusters && new ControllerBoard(clusters),
    online,
    registry: online ? options.registry : undefined,
    keptCode: new Lru(mostKeptRanges),
    relay,
    clock,
    alarms,
    log,
    random,
    beatPhase: random(),
    attention,
  };
}

/** Ends what the observers shared; the observers are ended before it. */
export function endDependencies(deps: FleetDependencies): void {
  const { cache, heads, checks, places, store, mirrors, clusters, relay } = deps;
  relay.dispose();
  cache.dispose();
  heads.dispose();
  checks.dispose();
  places.defaults.dispose();
  store.dispose();
  mirrors.dispose();
  clusters?.dispose();
}
