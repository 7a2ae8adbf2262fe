import { structsOf } from './type';

export const metaStructs = structsOf('io.k8s.apimachinery.pkg.apis.meta.v1', {
  ObjectMeta: {
    'name generateName namespace selfLink uid resourceVersion': 'string',
    generation: 'int',
    'creationTimestamp deletionTimestamp': 'time',
    deletionGracePeriodSeconds: 'int?',
    'labels annotations': '{string}',
    ownerReferences: '[OwnerReference]uid',
    finalizers: '[string]set',
    managedFields: '[ManagedFieldsEntry]',
  },
  OwnerReference: { 'apiVersion kind name uid': 'string', 'controller blockOwnerDeletion': 'bool?' },
  ManagedFieldsEntry: {
    'manager operation apiVersion fieldsType subresource': 'string',
    time: 'time',
    fieldsV1: 'any',
  },
  LabelSelector: { matchLabels: '{string}', matchExpressions: '[LabelSelectorRequirement]' },
  LabelSelectorRequirement: { 'key operator': 'string', values: '[string]' },
  Condition: {
    'type status reason message': 'string',
    observedGeneration: 'int',
    lastTransitionTime: 'time',
  },
});
