import assert from 'node:assert/strict';
import { claim, deployment, object, workload } from './build';
import type { Case, CaseTable } from './caseTable';

const sized = (storage: string) => claim(`resources: {requests: {storage: ${storage}}}`);
const stateful = (storage: string, rest = '') =>
  object(
    'apps/v1',
    'StatefulSet',
    `spec: {serviceName: web, ${rest}${workload}, volumeClaimTemplates: [{metadata: {name: d}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: ${storage}}}}}]}`,
  );
const hpa = (version: string) =>
  object(
    `autoscaling/${version}`,
    'HorizontalPodAutoscaler',
    'spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, maxReplicas: 5}',
  );

const inPod = 'spec.template.spec';
const inContainer = `${inPod}.containers[name=web]`;

/** What is as it would be if types did not matter: the server refuses each. */
const mistyped: readonly (readonly [string, string, string, string])[] = [
  [
    'a number among arguments',
    deployment({ container: 'args: [--port, 8080]' }),
    deployment({ container: 'args: [--port, "8080"]' }),
    `${inContainer}.args[1]`,
  ],
  [
    'a switch in a command',
    deployment({ container: 'command: [run, on]' }),
    deployment({ container: 'command: [run, "true"]' }),
    `${inContainer}.command[1]`,
  ],
  [
    'an image that is a number',
    deployment({ containers: '- {name: web, image: 5}' }),
    deployment({ containers: '- {name: web, image: "5"}' }),
    `${inContainer}.image`,
  ],
  ['replicas as text', deployment({ spec: 'replicas: "2"' }), deployment(), 'spec.replicas'],
  [
    'a node selected by a switch',
    deployment({ pod: 'nodeSelector: {gpu: true}' }),
    deployment({ pod: 'nodeSelector: {gpu: "true"}' }),
    `${inPod}.nodeSelector.gpu`,
  ],
  [
    'a switch that is tolerated',
    deployment({ pod: 'tolerations: [{key: spot, value: true}]' }),
    deployment({ pod: 'tolerations: [{key: spot, value: "true"}]' }),
    `${inPod}.tolerations[0].value`,
  ],
  [
    'Pods of a version that is a number',
    object('v1', 'Service', 'spec: {selector: {version: 1}, ports: [{port: 80}]}'),
    object('v1', 'Service', 'spec: {selector: {version: "1"}, ports: [{port: 80}]}'),
    'spec.selector.version',
  ],
];

export const objects: CaseTable = {
  title: 'What cannot be applied, and what cannot be changed',
  rows: [
    {
      id: '14',
      what: 'a label that is no text',
      desired: 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    a: true\n',
      live: object('v1', 'Namespace', '', 'name: shop'),
      verdict: 'invalid',
      fields: { 'metadata.labels.a': 'invalid' },
      check: ({ fields: [field] }) => assert.equal(field?.line, 6),
    },
    {
      id: '14a',
      what: 'of a kind of which nothing is known',
      desired: 'apiVersion: example.com/v1\nkind: Hook\nmetadata:\n  name: web\n  annotations: {a: 1}\n',
      live: object('example.com/v1', 'Hook', '', 'name: web'),
      verdict: 'invalid',
    },
    ...mistyped.map(([what, desired, live, path]): Case => ({
      id: '14b',
      what,
      desired,
      applied: live,
      live,
      verdict: 'invalid',
      fields: { [path]: 'invalid' },
    })),
    {
      id: '66',
      what: 'a claim that would have to shrink',
      desired: sized('1Gi'),
      live: sized('5Gi'),
      verdict: 'changed',
      fields: { 'spec.resources.requests.storage': 'changed' },
      check: ({ fields: [field] }) => assert.match(field?.note ?? '', /cannot shrink/),
    },
    {
      id: '67',
      what: 'a claim template',
      desired: stateful('20Gi'),
      live: stateful('8Gi'),
      verdict: 'changed',
      fields: { 'spec.volumeClaimTemplates[0].spec.resources.requests.storage': 'changed' },
      check: ({ fields: [field] }) => assert.match(field?.note ?? '', /^Immutable/),
    },
    {
      id: '68',
      what: 'a kind that is served in several versions, read in that of git',
      desired: hpa('v2'),
      live: hpa('v2'),
      verdict: 'none',
    },
    { id: '68a', what: 'read in another version', desired: hpa('v2'), live: hpa('v1'), verdict: 'unknown' },
    {
      id: '69',
      what: 'a field of another kind',
      desired: stateful('1Gi', 'strategy: {type: Recreate}, '),
      live: stateful('1Gi'),
      verdict: 'invalid',
      fields: { 'spec.strategy': 'invalid' },
    },
    {
      id: '74',
      what: 'an object that is gone',
      desired: deployment(),
      routes: ['plain'],
      verdict: 'absent',
      check: ({ fields, line }) => assert.deepEqual({ fields, line }, { fields: [], line: 2 }),
    },
  ],
};
