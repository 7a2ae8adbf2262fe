import assert from 'node:assert/strict';
import { claim, deployment, object } from './build';
import type { CaseTable } from './caseTable';
import { changed, routes, type Route } from '../served';

const env = (text: string) => deployment({ container: `env: [${text}]` });
const config = (data: string, metadata = '') => object('v1', 'ConfigMap', `data: {${data}}`, `name: web, ${metadata}`);
const replicated = 'template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: "nginx:1.27"}]}}';
const byHand = { manager: 'kubectl-edit' };
const owned = routes.filter((route) => route !== 'plain');
const one: readonly Route[] = ['clientSide'];

export const extras: CaseTable = {
  title: 'What only the live object has is somebody’s, or nobody’s',
  rows: [
    {
      id: '36',
      what: 'a variable set by hand',
      desired: env('{name: A, value: "1"}'),
      first: env('{name: A, value: "1"}'),
      live: env('{name: A, value: "1"}, {name: B, value: "2"}'),
      by: { manager: 'kubectl-set' },
      verdict: 'extra',
      fields: { 'spec.template.spec.containers[name=web].env[name=B]': 'extra' },
      check: ({ fields: [field] }) => {
        assert.deepEqual(field?.live, { name: 'B', value: '2' });
        assert.equal(field.line, 14);
      },
    },
    {
      id: '36a',
      what: 'the first variable of a container',
      desired: deployment(),
      first: deployment(),
      live: env('{name: B, value: "2"}'),
      by: { manager: 'kubectl-set' },
      verdict: 'extra',
      fields: { 'spec.template.spec.containers[name=web].env[name=B]': 'extra' },
    },
    {
      id: '36b',
      what: 'a port, a container and a volume by hand',
      desired: deployment({ containers: '- {name: web, image: "a:1", ports: [{containerPort: 80}]}' }),
      first: deployment({ containers: '- {name: web, image: "a:1", ports: [{containerPort: 80, protocol: TCP}]}' }),
      live: deployment({
        pod: 'volumes: [{name: v, hostPath: {path: /}}]',
        containers:
          '- {name: web, image: "a:1", ports: [{containerPort: 80, protocol: TCP}, {containerPort: 81, protocol: TCP}]}\n- {name: sh, image: "b:1"}',
      }),
      by: byHand,
      verdict: 'extra',
      fields: {
        'spec.template.spec.containers[name=web].ports[containerPort=81,protocol=TCP]': 'extra',
        'spec.template.spec.containers[name=sh]': 'extra',
        'spec.template.spec.volumes[name=v]': 'extra',
      },
    },
    {
      id: '36c',
      what: 'a variable that a controller keeps there',
      desired: env('{name: A, value: "1"}'),
      first: env('{name: A, value: "1"}'),
      live: env('{name: A, value: "1"}, {name: STAKATER_WEB, value: "2"}'),
      by: { manager: 'Reloader' },
      routes: owned,
      verdict: 'none',
    },
    {
      id: '36d',
      what: 'a probe by hand, with what the server fills in, is one thing',
      desired: deployment(),
      first: deployment(),
      live: deployment({ container: 'livenessProbe: {tcpSocket: {port: 80}, timeoutSeconds: 1, periodSeconds: 10}' }),
      by: byHand,
      routes: owned,
      verdict: 'extra',
      fields: { 'spec.template.spec.containers[name=web].livenessProbe': 'extra' },
    },
    {
      id: '36e',
      what: 'what git has taken back, and nobody has deployed yet',
      desired: deployment(),
      applied: env('{name: A, value: "1"}'),
      live: env('{name: A, value: "1"}'),
      verdict: 'extra',
      fields: { 'spec.template.spec.containers[name=web].env[name=A]': 'extra' },
    },
    {
      id: '38',
      what: 'a key of a ConfigMap',
      desired: config('a: "1"'),
      first: config('a: "1"'),
      live: config('a: "1", b: "2"'),
      by: byHand,
      verdict: 'extra',
      fields: { 'data.b': 'extra' },
      check: ({ fields: [field] }) => assert.equal(field?.line, 4),
    },
    {
      id: '38a',
      what: 'a ConfigMap that git leaves empty for an injector',
      desired: object('v1', 'ConfigMap', '', 'name: web, labels: {inject: "yes"}'),
      live: object('v1', 'ConfigMap', 'data: {ca.crt: x}', 'name: web, labels: {inject: "yes"}'),
      by: { manager: 'cluster-network-operator' },
      first: object('v1', 'ConfigMap', '', 'name: web, labels: {inject: "yes"}'),
      verdict: 'none',
    },
    {
      id: '58',
      what: 'a label removed from git that is still live',
      desired: config('a: "1"', 'labels: {app: web}'),
      applied: config('a: "1"', 'labels: {app: web, team: shop}'),
      live: config('a: "1"', 'labels: {app: web, team: shop}'),
      routes: owned,
      verdict: 'extra',
      fields: { 'metadata.labels.team': 'extra' },
    },
    {
      id: '58a',
      what: 'as last-applied alone tells',
      desired: config('a: "1"', 'labels: {app: web}'),
      live: config(
        'a: "1"',
        `labels: {app: web, team: shop}, annotations: {kubectl.kubernetes.io/last-applied-configuration: '{"metadata":{"labels":{"app":"web","team":"shop"}}}'}`,
      ),
      routes: ['plain'],
      verdict: 'extra',
      fields: { 'metadata.labels.team': 'extra' },
    },
    {
      id: '58b',
      what: 'a label that was never in git, and nobody knows whose it is',
      desired: config('a: "1"', 'labels: {app: web}'),
      live: config('a: "1"', 'labels: {app: web, team: shop}'),
      routes: ['plain'],
      verdict: 'none',
    },
    {
      id: '58c',
      what: 'a label that a person put there',
      desired: config('a: "1"', 'labels: {app: web}'),
      first: config('a: "1"', 'labels: {app: web}'),
      live: config('a: "1"', 'labels: {app: web, team: shop}'),
      by: { manager: 'kubectl-label' },
      routes: owned,
      verdict: 'extra',
      check: ({ fields: [field] }) => {
        assert.equal(field?.owner, 'kubectl-label');
        assert.equal(field.since, changed);
      },
    },
    {
      id: '58d',
      what: 'a probe that git has taken back, as last-applied tells',
      desired: deployment(),
      applied: deployment({ container: 'livenessProbe: {tcpSocket: {port: 80}}' }),
      live: deployment({ container: 'livenessProbe: {tcpSocket: {port: 80}, timeoutSeconds: 1}' }),
      routes: one,
      verdict: 'extra',
      fields: { 'spec.template.spec.containers[name=web].livenessProbe': 'extra' },
    },
    {
      id: '58e',
      what: 'of the first annotations of a template, those that a person put there',
      desired: deployment(),
      first: deployment(),
      live: deployment({ template: 'annotations: {kubectl.kubernetes.io/restartedAt: now, note: mine}' }),
      by: byHand,
      routes: owned,
      verdict: 'extra',
      fields: { 'spec.template.metadata.annotations.note': 'extra' },
    },
    {
      id: '58f',
      what: 'a port removed from git, put there by a tool that nobody knows and that brought the rest',
      desired: object('v1', 'Service', 'spec: {ports: [{name: a, port: 80, targetPort: 8080}]}'),
      first: object('v1', 'Service', ''),
      live: object(
        'v1',
        'Service',
        'spec: {ports: [{name: a, port: 80, protocol: TCP, targetPort: 8080}, {name: b, port: 81, protocol: TCP}]}',
      ),
      by: { manager: 'acme-deploy' },
      routes: owned,
      verdict: 'extra',
      fields: { 'spec.ports[port=81,protocol=TCP]': 'extra' },
    },
    {
      id: '71',
      what: 'a claim restored from a snapshot',
      desired: claim('resources: {requests: {storage: 1Gi}}'),
      first: claim('resources: {requests: {storage: 1Gi}}'),
      live: claim(
        'resources: {requests: {storage: 1Gi}}, dataSource: {apiGroup: snapshot.storage.k8s.io, kind: VolumeSnapshot, name: s}',
      ),
      by: { manager: 'kubectl-create' },
      verdict: 'extra',
      fields: { 'spec.dataSource': 'extra' },
    },
    {
      id: '36f',
      what: 'a field set by hand on an object of which git says no more than that it is there',
      desired: object('v1', 'ServiceAccount', ''),
      first: object('v1', 'ServiceAccount', ''),
      live: object('v1', 'ServiceAccount', 'automountServiceAccountToken: true'),
      by: byHand,
      routes: owned,
      verdict: 'extra',
      fields: { automountServiceAccountToken: 'extra' },
    },
    {
      id: '36g',
      what: 'a field set by hand in an item of a list that is one value, which so became the hand’s as a whole',
      desired: object('v1', 'Endpoints', 'subsets: [{addresses: [{ip: 192.0.2.1}], ports: [{port: 80}]}]'),
      first: object('v1', 'Endpoints', 'subsets: [{addresses: [{ip: 192.0.2.1}], ports: [{port: 80}]}]'),
      live: object('v1', 'Endpoints', 'subsets: [{addresses: [{ip: 192.0.2.1, hostname: a}], ports: [{port: 80}]}]'),
      by: byHand,
      routes: owned,
      verdict: 'extra',
      fields: { 'subsets[0].addresses[0].hostname': 'extra' },
    },
    {
      id: '57a',
      what: 'labels that the server copies from the template of a replication controller, and one of a person',
      desired: object('v1', 'ReplicationController', `spec: {${replicated}}`),
      first: object(
        'v1',
        'ReplicationController',
        `spec: {selector: {app: web}, ${replicated}}`,
        'name: web, namespace: shop, labels: {app: web}',
      ),
      live: object(
        'v1',
        'ReplicationController',
        `spec: {selector: {app: web}, ${replicated}}`,
        'name: web, namespace: shop, labels: {app: web, mine: "yes"}',
      ),
      by: byHand,
      routes: owned,
      verdict: 'extra',
      fields: { 'metadata.labels.mine': 'extra' },
    },
  ],
};
