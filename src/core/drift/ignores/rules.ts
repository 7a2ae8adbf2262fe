import { listAt, mapAt, stringAt } from '../../cluster/json';
import type { LiveObject } from '../../cluster/live';
import type { ObjectIdentity } from '../../manifest/objects';
import { groupOf } from '../../manifest/read/identity';
import { fromJq, fromPointer, type Pattern } from './pattern';
import { matchesExpression, matchesGlob, matchesLabels } from './selector';

/** What one controller is told to leave alone in some of its objects. */
export interface Rule {
  isAbout(identity: ObjectIdentity, object: LiveObject): boolean;
  readonly patterns: readonly Pattern[];
  /** Whatever these field managers own. */
  readonly managers: readonly string[];
}

/** What cannot be understood of a rule is left out: then a difference shows that the controller would not mend. */
export function rulesOf(
  kind: 'Application' | 'Kustomization' | 'HelmRelease',
  controller: LiveObject,
): readonly Rule[] {
  switch (kind) {
    case 'Application':
      return listAt(controller, 'spec', 'ignoreDifferences').map(argoRule);
    case 'Kustomization':
      return listAt(controller, 'spec', 'ignore').map(fluxRule);
    case 'HelmRelease':
      return listAt(controller, 'spec', 'driftDetection', 'ignore').map(fluxRule);
  }
}

/** Source: Argo CD, docs/user-guide/diffing.md. */
function argoRule(entry: unknown): Rule {
  const wanted = (key: string): string | undefined => stringAt(entry, key) || undefined;
  return {
    isAbout: ({ apiVersion, kind, name, namespace = '' }) =>
      matchesGlob(stringAt(entry, 'group') ?? '', groupOf(apiVersion)) &&
      matchesGlob(wanted('kind') ?? '*', kind) &&
      matchesGlob(wanted('name') ?? '*', name) &&
      matchesGlob(wanted('namespace') ?? '*', namespace),
    patterns: [
      ...textsAt(entry, 'jsonPointers').map(fromPointer),
      ...textsAt(entry, 'jqPathExpressions').map(fromJq),
    ].filter((pattern) => pattern !== undefined),
    managers: textsAt(entry, 'managedFieldsManagers'),
  };
}

/** Without a target it is about all objects. Source: Flux, HelmRelease `driftDetection.ignore`, Kustomization `ignore`. */
function fluxRule(entry: unknown): Rule {
  const target = mapAt(entry, 'target');
  return {
    isAbout: (identity, object) => isTarget(target, identity, object),
    patterns: textsAt(entry, 'paths')
      .map(fromPointer)
      .filter((pattern) => pattern !== undefined),
    managers: [],
  };
}

function isTarget(
  target: Readonly<Record<string, unknown>>,
  { apiVersion, kind, name, namespace = '' }: ObjectIdentity,
  { metadata }: LiveObject,
): boolean {
  const [version = ''] = apiVersion.split('/').slice(-1);
  const own: Readonly<Record<string, string>> = {
    group: groupOf(apiVersion),
    version,
    kind,
    name,
    namespace,
  };
  return Object.entries(target).every(([key, wanted]) => {
    if (typeof wanted !== 'string' || wanted === '') return wanted === '';
    if (key === 'labelSelector') return matchesLabels(wanted, mapAt(metadata, 'labels')) === true;
    if (key === 'annotationSelector') return matchesLabels(wanted, mapAt(metadata, 'annotations')) === true;
    const text = own[key];
    return text !== undefined && matchesExpression(wanted, text) === true;
  });
}

function textsAt(entry: unknown, key: string): readonly string[] {
  return listAt(entry, key).filter((item) => typeof item === 'string');
}
