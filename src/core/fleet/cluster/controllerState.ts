import { present, type GitopsStatus } from '../../cluster/gitops';
import type { ConnectionState } from '../../cluster/live';
import { folderOf } from '../../support/folderOf';
import { message, type Message } from '../../support/message';
import type { Observation } from '../../support/observation';
import { oneLine } from '../../support/oneLine';

/** What a GitOps controller says of a branch, beside what is seen of it. */
export interface ControllerState {
  readonly status: GitopsStatus;
  readonly observed: Observation;
}

/** With when that was read: nothing where the cluster has told nothing yet. */
export function seen(statuses: readonly GitopsStatus[], connection: ConnectionState): readonly ControllerState[] {
  if (connection.kind !== 'live' && connection.kind !== 'stale') return [];
  return statuses.map((status) => ({ status, observed: lastLook(connection.observed, status) }));
}

/** A path of the repository holds the other, or is the same: what is said of the one concerns the other. */
export function isOverlapping(one: string | undefined, other: string): boolean {
  const [a, b] = [folderOf(one ?? ''), folderOf(other)];
  return a === '' || b === '' || a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}

/**
 * Argo CD looks every three minutes by itself, in large installations less often; what it said half an hour ago is stale, and so is
 * what is read of it now. Source: argo-cd, `timeout.reconciliation`, `status.reconciledAt`.
 */
const lookEveryMs = 15 * 60_000;

/** A controller's word is as old as its own last look, however fresh it was read. */
function lastLook(observed: Observation, { lookedAt }: GitopsStatus): Observation {
  const at = Date.parse(lookedAt ?? '');
  return Number.isNaN(at) ? observed : { ...observed, at: Math.min(observed.at, at), everyMs: lookEveryMs };
}

/** That it looked once more is told from time to time, before what is told is stale. */
export function told(state: ControllerState | undefined): object | undefined {
  if (!state) return undefined;
  const { lookedAt, ...status } = state.status;
  return [status, Math.floor(Date.parse(lookedAt ?? '') / (lookEveryMs / 3))];
}

export function isDeployer({ status }: ControllerState): boolean {
  return status.source === 'argo' || status.source === 'flux';
}

/**
 * That of the folder that is rendered here, of those that deploy here; nothing where several are. Of one that deploys to another cluster, and of another folder that holds this one, or is held by it, only
 * that it is there is told: what it applied is not what is here.
 */
export function theDeployer(all: readonly ControllerState[], folders: readonly string[]): ControllerState | undefined {
  const [here, afar] = partition(all);
  const found = theOne(here, folders);
  if (found || here.length > 0) return found;
  const elsewhere = theOne(afar, folders);
  return elsewhere && besideOf(elsewhere, folders[0] ?? '');
}

/** Those that deploy to this cluster, and those that deploy to another. */
function partition(states: readonly ControllerState[]): readonly [ControllerState[], ControllerState[]] {
  const isHere = ({ status }: ControllerState) => status.elsewhere === undefined;
  return [states.filter(isHere), states.filter((state) => !isHere(state))];
}

function theOne(states: readonly ControllerState[], folders: readonly string[]): ControllerState | undefined {
  for (const folder of folders) {
    const [only, ...others] = states.filter(({ status }) => folderOf(status.path ?? '') === folder);
    if (only) return others.length === 0 ? only : undefined;
  }
  const [near, ...others] = states.filter(({ status }) => isOverlapping(status.path, folders[0] ?? ''));
  return near && others.length === 0 ? besideOf(near, folders[0] ?? '') : undefined;
}

/** Who moves a branch does so for all of its folders, unless they name one. */
export function theMover(states: readonly ControllerState[], folders: readonly string[]): ControllerState | undefined {
  const here = states.filter(({ status }) => folders.includes(folderOf(status.path ?? '')));
  const near = states.filter(({ status }) => isOverlapping(status.path, folders[0] ?? ''));
  const [only, ...others] = here.length > 0 ? here : near;
  return others.length === 0 ? only : undefined;
}

function besideOf({ status, observed }: ControllerState, folder: string): ControllerState {
  const {
    source,
    kind,
    name,
    namespace,
    repository,
    follows,
    path,
    targetNamespace,
    project,
    elsewhere,
    wishes,
    page,
  } = status;
  return {
    status: {
      ...{ source, kind, name, namespace, paused: false },
      ...present({ repository, follows, path, targetNamespace, project, elsewhere, page }),
      ...(wishes ? { wishes } : {}),
      ...{ sync: 'unknown', health: 'unknown', operation: 'idle' },
      notes: [besideWords(status, folder)],
    },
    observed,
  };
}

function besideWords({ path, elsewhere }: GitopsStatus, folder: string): Message {
  if (elsewhere !== undefined) {
    return message('It deploys to another cluster ({cluster}): what it applied tells nothing of this one.', {
      cluster: oneLine(elsewhere, 200),
    });
  }
  const values = { path: path === undefined || path === '' ? '.' : path, folder: folder === '' ? '.' : folder };
  return message('It deploys {path}, and not {folder} alone: what it applied tells nothing certain of it.', values);
}
