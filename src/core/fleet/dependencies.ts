import type { Clusters } from '../cluster/clusters';
import type { Check, ChecksRequest, HeadsAnswer, HeadsRequest } from '../forge/types';
import type { CodeChanges } from '../change/code/commits';
import type { RegistryClient } from '../registry/types';
import type { Lru } from '../support/lru';
import type { MirrorStore } from '../git/mirror';
import type { Alarms, Clock } from '../support/clock';
import type { Log } from '../support/log';
import type { ControllerBoard } from './cluster/controllerBoard';
import type { FleetCache } from './state/cache';
import type { Attention } from './fleet';
import type { FleetRelay } from './observe/fleetRelay';
import type { ForgeBatch } from '../forge/forgeBatch';
import type { LocationSources } from './observe/serviceLocation';
import type { FleetStore } from './state/store';

/** What all observers share. */
export interface FleetDependencies {
  readonly store: FleetStore;
  readonly cache: FleetCache;
  readonly heads: ForgeBatch<HeadsRequest, HeadsAnswer>;
  /** Checks of commits, asked for many together. */
  readonly checks: ForgeBatch<ChecksRequest, readonly Check[]>;
  readonly mirrors: MirrorStore;
  readonly places: LocationSources;
  /** Nothing where clusters are not to be contacted: an untrusted workspace. */
  readonly clusters: Clusters | undefined;
  /** What the GitOps controllers of all clusters say; nothing where clusters are not to be contacted. */
  readonly controllers: ControllerBoard | undefined;
  /** False in an untrusted workspace: then nothing outside is asked. */
  readonly online: boolean;
  /** Nothing where no registry is to be asked. */
  readonly registry: RegistryClient | undefined;
  /** Commits of the code between versions of images that somebody looked at. */
  readonly keptCode: Lru<string, CodeChanges>;
  /** What tells of changes, where somebody runs one; without, it tells nothing. */
  readonly relay: FleetRelay;
  readonly clock: Clock;
  readonly alarms: Alarms;
  readonly log: Log;
  readonly random: () => number;
  /** From 0 to 1: when this fleet looks, so that many windows do not all look at the same moment. */
  readonly beatPhase: number;
  readonly attention: () => Attention;
}
