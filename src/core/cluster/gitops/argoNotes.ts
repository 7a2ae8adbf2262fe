import { copiedCommand } from '../../support/copiedCommand';
import { message, type Message } from '../../support/message';
import { isMap, listAt, mapAt, stringAt } from '../json';
import type { LiveObject } from '../live';
import type { EngineWish, GitopsStatus } from './status';
import type { SyncWindow } from './syncWindows';

/** Of so many parts nobody reads each. */
const mostParts = 5;

interface Seen {
  readonly sync: GitopsStatus['sync'];
  /** Those that concern it; nothing where they cannot be read. */
  readonly windows: readonly SyncWindow[] | undefined;
}

/**
 * What else an Application says: who made it, whether it is synced by itself, which parts of it are not well, and what a person
 * may ask it for by its own program. Source: argo-cd, `IsAutomatedSyncEnabled`; docs/user-guide/commands, "argocd app sync".
 */
export function argoNotes(application: LiveObject, seen: Seen): Pick<GitopsStatus, 'notes' | 'wishes'> {
  const notes = [...madeBy(application), ...automation(application, seen), ...parts(application)];
  const wishes = wishesOf(application);
  return { ...(notes.length > 0 ? { notes } : {}), ...(wishes.length > 0 ? { wishes } : {}) };
}

function madeBy(application: LiveObject): readonly Message[] {
  const owner = listAt(application, 'metadata', 'ownerReferences').find(
    (one) => isMap(one) && one['kind'] === 'ApplicationSet' && one['controller'] === true,
  );
  const name = stringAt(owner, 'name');
  return name === undefined
    ? []
    : [message('ApplicationSet {name} makes it: what is set by hand there does not last.', { name })];
}

function automation(application: LiveObject, { sync, windows }: Seen): readonly Message[] {
  const policy = mapAt(application, 'spec', 'syncPolicy');
  const automated = policy['automated'];
  const isOn = isMap(automated) && automated['enabled'] !== false;
  if (!isOn) return [message('It does not sync by itself: a person does.')];
  return [
    ...(automated['selfHeal'] === true
      ? [message('What is changed by hand in the cluster, it takes back.')]
      : [message('What is changed by hand in the cluster, it leaves until the next commit.')]),
    ...(windows === undefined && sync === 'outOfSync'
      ? [message('Whether a sync window holds it up is not known: its project cannot be read.')]
      : []),
  ];
}

/** Of its resources, where it keeps their health: from 3.0 on it does so only where it is told to. */
function parts(application: LiveObject): readonly Message[] {
  const unwell = listAt(application, 'status', 'resources').flatMap((resource) => {
    const status = stringAt(resource, 'health', 'status');
    if (status === undefined || status === 'Healthy' || status === 'Suspended') return [];
    const why = stringAt(resource, 'health', 'message');
    const about = `${stringAt(resource, 'kind') ?? ''} ${stringAt(resource, 'name') ?? ''}: ${status}`;
    return [why === undefined ? about : `${about} (${why})`];
  });
  if (unwell.length === 0) return [];
  const [more, first] = [unwell.length - mostParts, unwell.slice(0, mostParts).join(' · ')];
  return [
    more > 0
      ? message('Not well: {parts}, and {more} more.', { parts: first, more })
      : message('Not well: {parts}.', { parts: first }),
  ];
}

function wishesOf({ metadata: { name, namespace } }: LiveObject): readonly EngineWish[] {
  // Applications in other namespaces are called by both.
  const called = namespace === undefined || namespace === 'argocd' ? name : `${namespace}/${name}`;
  const refresh = copiedCommand(['argocd app get', { flag: '', value: called }, '--refresh']);
  const sync = copiedCommand(['argocd app sync', { flag: '', value: called }]);
  return [
    ...(refresh === undefined ? [] : [{ kind: 'refresh', command: refresh } as const]),
    ...(sync === undefined ? [] : [{ kind: 'sync', command: sync } as const]),
  ];
}
