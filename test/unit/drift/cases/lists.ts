import { deployment, object } from './build';
import { routes } from '../served';
import type { CaseTable } from './caseTable';
import { asShown } from '../../../../src/core/manifest/secrecy/shown';

const containers = (text: string) => deployment({ containers: text });
const env = (text: string) => deployment({ container: `env: [${text}]` });
const hpa = (metrics: string) =>
  object(
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    `spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, maxReplicas: 5, metrics: [${metrics}]}`,
  );
const metric = (name: string, target: number) =>
  `{type: Resource, resource: {name: ${name}, target: {type: Utilization, averageUtilization: ${target}}}}`;
const service = (ports: string) => object('v1', 'Service', `spec: {ports: [${ports}]}`);
const account = (secrets: string) => object('v1', 'ServiceAccount', `imagePullSecrets: [${secrets}]`);
const owned = routes.filter((route) => route !== 'plain');
const byHand = { manager: 'kubectl-edit' };

export const lists: CaseTable = {
  title: 'Lists are compared by what tells their items apart',
  rows: [
    {
      id: '35',
      what: 'containers in another order',
      desired: containers('- {name: a, image: "a:1"}\n- {name: b, image: "b:1"}'),
      live: containers('- {name: b, image: "b:1"}\n- {name: a, image: "a:1"}'),
      verdict: 'none',
    },
    {
      id: '35a',
      what: 'one of them with another image',
      desired: containers('- {name: a, image: "a:1"}\n- {name: b, image: "b:1"}'),
      first: containers('- {name: b, image: "b:1"}\n- {name: a, image: "a:1"}'),
      live: containers('- {name: b, image: "b:2"}\n- {name: a, image: "a:1"}'),
      by: { manager: 'kubectl-set' },
      verdict: 'changed',
      fields: { 'spec.template.spec.containers[name=b].image': 'changed' },
    },
    {
      id: '39',
      what: 'a variable that git sets twice, live once',
      desired: env('{name: REPEATED, value: "5"}, {name: REPEATED, value: "6"}'),
      live: env('{name: REPEATED, value: "6"}'),
      verdict: 'invalid',
      fields: { 'spec.template.spec.containers[name=web].env[name=REPEATED]': 'invalid' },
    },
    {
      id: '39a',
      what: 'live twice as well',
      desired: env('{name: REPEATED, value: "5"}, {name: REPEATED, value: "6"}'),
      live: env('{name: REPEATED, value: "5"}, {name: REPEATED, value: "6"}'),
      verdict: 'invalid',
      fields: { 'spec.template.spec.containers[name=web].env[name=REPEATED]': 'invalid' },
    },
    {
      id: '39b',
      what: 'a variable that only the server has twice: the last counts',
      desired: env('{name: A, value: "1"}'),
      first: env('{name: A, value: "1"}'),
      live: env('{name: A, value: "1"}, {name: A, value: "2"}'),
      by: byHand,
      verdict: 'changed',
    },
    {
      id: '40',
      what: 'one port number with two protocols, in another order',
      desired: deployment({
        container: 'ports: [{containerPort: 8301, protocol: TCP}, {containerPort: 8301, protocol: UDP}]',
      }),
      live: deployment({
        container: 'ports: [{containerPort: 8301, protocol: UDP}, {containerPort: 8301, protocol: TCP}]',
      }),
      verdict: 'none',
    },
    {
      id: '40a',
      what: 'of a service',
      desired: service('{name: t, port: 53}, {name: u, port: 53, protocol: UDP}'),
      live: service(
        '{name: u, port: 53, protocol: UDP, targetPort: 53}, {name: t, port: 53, protocol: TCP, targetPort: 53}',
      ),
      verdict: 'none',
    },
    {
      id: '42',
      what: 'two ports that differ in name only',
      desired: deployment({ container: 'ports: [{name: a, containerPort: 80}, {name: b, containerPort: 80}]' }),
      live: deployment({
        container: 'ports: [{name: b, containerPort: 80, protocol: TCP}, {name: a, containerPort: 80, protocol: TCP}]',
      }),
      verdict: 'none',
    },
    {
      id: '42a',
      what: 'one of which was renamed',
      desired: deployment({ container: 'ports: [{name: x, containerPort: 80}, {name: a, containerPort: 80}]' }),
      live: deployment({
        container: 'ports: [{name: a, containerPort: 80, protocol: TCP}, {name: b, containerPort: 80, protocol: TCP}]',
      }),
      verdict: 'changed',
      check: ({ fields }) => {
        if (fields.length !== 1 || fields[0]?.live !== asShown('b'))
          throw new Error('only the name of the other one differs');
      },
    },
    {
      id: '43',
      what: 'metrics that the server puts in an order of its own',
      desired: hpa(`${metric('cpu', 80)}, ${metric('memory', 70)}`),
      live: hpa(`${metric('memory', 70)}, ${metric('cpu', 80)}`),
      verdict: 'none',
    },
    {
      id: '43a',
      what: 'one of them with another target',
      desired: hpa(`${metric('cpu', 80)}, ${metric('memory', 70)}`),
      live: hpa(`${metric('memory', 70)}, ${metric('cpu', 60)}`),
      verdict: 'changed',
      fields: { 'spec.metrics[0].resource.target.averageUtilization': 'changed' },
    },
    {
      id: '44',
      what: 'a pull secret that the cluster adds',
      desired: account('{name: a}'),
      first: account('{name: a}'),
      live: account('{name: a}, {name: web-dockercfg-x7k2p}'),
      by: { manager: 'openshift-controller-manager' },
      verdict: 'none',
    },
    {
      id: '44a',
      what: 'a pull secret that a person adds',
      desired: account('{name: a}'),
      first: account('{name: a}'),
      live: account('{name: a}, {name: mine}'),
      by: { manager: 'kubectl-patch' },
      routes: owned,
      verdict: 'extra',
      fields: { 'imagePullSecrets[name=mine]': 'extra' },
    },
    {
      id: '44b',
      what: 'one of which nobody knows who added it: controllers do, and a server may note nobody',
      desired: account('{name: a}'),
      live: account('{name: a}, {name: mine}'),
      routes: ['plain'],
      verdict: 'none',
    },
    {
      id: '44c',
      what: 'the token of an account that a server notes nobody for',
      desired: object('v1', 'ServiceAccount', ''),
      live: object('v1', 'ServiceAccount', 'secrets: [{name: web-token-x7k2p}]'),
      routes: ['plain'],
      verdict: 'none',
    },
    {
      id: 'L1',
      what: 'an argument more: the list is one value',
      desired: deployment({ container: 'args: [--a]' }),
      first: deployment({ container: 'args: [--a]' }),
      live: deployment({ container: 'args: [--a, --b]' }),
      by: byHand,
      verdict: 'changed',
      fields: { 'spec.template.spec.containers[name=web].args': 'changed' },
    },
    {
      id: 'L2',
      what: 'arguments in another order',
      desired: deployment({ container: 'args: [--a, --b]' }),
      live: deployment({ container: 'args: [--b, --a]' }),
      verdict: 'changed',
    },
    {
      id: 'L3',
      what: 'the subject of a binding',
      desired: object(
        'rbac.authorization.k8s.io/v1',
        'RoleBinding',
        'roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: web}\nsubjects: [{kind: ServiceAccount, name: web}]',
      ),
      live: object(
        'rbac.authorization.k8s.io/v1',
        'RoleBinding',
        'roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: web}\nsubjects: [{kind: ServiceAccount, name: web}, {kind: User, name: eve}]',
      ),
      verdict: 'changed',
      fields: { subjects: 'changed' },
    },
    {
      id: 'L4',
      what: 'named items of a kind without a schema, in another order',
      desired: object('example.com/v1', 'Hook', 'spec: {steps: [{name: a, run: one}, {name: b, run: two}]}'),
      live: object('example.com/v1', 'Hook', 'spec: {steps: [{name: b, run: two}, {name: a, run: one}]}'),
      verdict: 'none',
    },
    {
      id: 'L5',
      what: 'one of them more',
      desired: object('example.com/v1', 'Hook', 'spec: {steps: [{name: a, run: one}]}'),
      live: object('example.com/v1', 'Hook', 'spec: {steps: [{name: a, run: one}, {name: b, run: two}]}'),
      routes: ['plain'],
      verdict: 'extra',
      fields: { 'spec.steps[name=b]': 'extra' },
    },
  ],
};
