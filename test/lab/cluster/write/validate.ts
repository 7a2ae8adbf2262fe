import { invalid, type FieldFault } from '../model/errors';
import type { Kind } from '../model/kinds';
import { at, isObject, listAt, objectAt, same, stringAt, type KubeObject } from '../model/object';

const required = (field: string): FieldFault => ({ field, reason: 'FieldValueRequired', message: 'Required value' });
const immutable = (field: string): FieldFault => ({
  field,
  reason: 'FieldValueInvalid',
  message: 'Invalid value: field is immutable',
});

/** The checks that manifests of a fleet run into. Throws 422 with all of them. */
export function validate(kind: Kind, object: KubeObject, previous: KubeObject | undefined): void {
  const faults = [
    ...nameFaults(object),
    ...(kind.custom && !isObject(object['spec']) ? [required('spec')] : []),
    ...replicaFaults(object),
    ...templateFaults(object),
    ...selectorFaults(object),
    ...(previous ? immutableFaults(object, previous) : []),
  ];
  if (faults.length > 0) throw invalid(kind, object.metadata.name, faults);
}

function nameFaults({ metadata: { name } }: KubeObject): readonly FieldFault[] {
  if (!name) return [required('metadata.name')];
  if (/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(name)) return [];
  const rule = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.'";
  return [
    { field: 'metadata.name', reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(name)}: ${rule}` },
  ];
}

function replicaFaults(object: KubeObject): readonly FieldFault[] {
  const replicas = at(object, 'spec', 'replicas');
  if (typeof replicas !== 'number' || replicas >= 0) return [];
  const message = `Invalid value: ${replicas}: must be greater than or equal to 0`;
  return [{ field: 'spec.replicas', reason: 'FieldValueInvalid', message }];
}

const withTemplate = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job']);

function templateFaults(object: KubeObject): readonly FieldFault[] {
  if (!withTemplate.has(object.kind)) return [];
  const containers = listAt(object, 'spec', 'template', 'spec', 'containers');
  if (containers.length === 0) return [required('spec.template.spec.containers')];
  return containers.flatMap((container, index) =>
    ['name', 'image'].flatMap((field) =>
      stringAt(container, field) ? [] : [required(`spec.template.spec.containers[${index}].${field}`)],
    ),
  );
}

function selectorFaults(object: KubeObject): readonly FieldFault[] {
  if (!withTemplate.has(object.kind) || object.kind === 'Job') return [];
  const selector = objectAt(object, 'spec', 'selector', 'matchLabels');
  if (!isObject(at(object, 'spec', 'selector'))) return [required('spec.selector')];
  const labels = objectAt(object, 'spec', 'template', 'metadata', 'labels');
  if (Object.entries(selector).every(([key, value]) => labels[key] === value)) return [];
  return [
    {
      field: 'spec.template.metadata.labels',
      reason: 'FieldValueInvalid',
      message: `Invalid value: ${JSON.stringify(labels)}: \`selector\` does not match template \`labels\``,
    },
  ];
}

const fixed: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['selector'],
  ReplicaSet: ['selector'],
  DaemonSet: ['selector'],
  Job: ['selector', 'template', 'completions'],
};

const changeableInStatefulSets = new Set([
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
]);

function immutableFaults(object: KubeObject, previous: KubeObject): readonly FieldFault[] {
  const changed = (field: string): boolean => !same(at(object, 'spec', field), at(previous, 'spec', field));
  if (object.kind === 'StatefulSet') {
    const fields = Object.keys({ ...objectAt(object, 'spec'), ...objectAt(previous, 'spec') });
    if (!fields.some((field) => !changeableInStatefulSets.has(field) && changed(field))) return [];
    const message =
      `Forbidden: updates to statefulset spec for fields other than ` +
      `${[...changeableInStatefulSets].map((field) => `'${field}'`).join(', ')} are forbidden`;
    return [{ field: 'spec', reason: 'FieldValueForbidden', message }];
  }
  if ((object.kind === 'ConfigMap' || object.kind === 'Secret') && previous['immutable'] === true) {
    const frozen = !same(object['data'], previous['data']);
    return frozen
      ? [
          {
            field: 'data',
            reason: 'FieldValueForbidden',
            message: 'Forbidden: field is immutable when `immutable` is set',
          },
        ]
      : [];
  }
  return (fixed[object.kind] ?? []).filter(changed).map((field) => immutable(`spec.${field}`));
}
