import { loadSchemas } from '../../../../src/core/cluster/schemas/load';
import { deployment, object } from './build';
import type { CaseTable } from './caseTable';
import { routes, type Route } from '../served';

const service = (spec: string) => object('v1', 'Service', `spec: {${spec}}`);
const role = (rules: string) =>
  object(
    'rbac.authorization.k8s.io/v1',
    'ClusterRole',
    `aggregationRule: {clusterRoleSelectors: [{matchLabels: {a: b}}]}\n${rules}`,
    'name: web',
  );
const probe = (text: string) => deployment({ container: `livenessProbe: {tcpSocket: {port: 80}${text}}` });
const hook = (spec: string) => object('example.com/v1', 'Hook', `spec: {url: a, ${spec}}`);
const text = { type: 'string' };
const schemas = loadSchemas([
  {
    kind: 'CustomResourceDefinition',
    spec: {
      group: 'example.com',
      names: { kind: 'Hook' },
      versions: [
        {
          name: 'v1',
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: {
                spec: { type: 'object', properties: { url: text, policy: { ...text, default: 'Retain' } } },
              },
            },
          },
        },
      ],
    },
  },
]);
const byHand = { manager: 'kubectl-edit' };
const owned = routes.filter((route) => route !== 'plain');
/** Flux writes defaults and empties into what it sends: so they are its own. */
const flux: readonly Route[] = ['serverSide'];
const rollingUpdate =
  'replicas: 2\nstrategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 25%, maxUnavailable: 25%}}';

export const again: CaseTable = {
  title: 'What applying git once more would bring about again is no drift',
  rows: [
    {
      id: 'A1',
      what: 'the protocol of ports, which the deployer sent though git does not say it',
      desired: deployment({ container: 'ports: [{containerPort: 80}]' }),
      applied: deployment({ container: 'ports: [{containerPort: 80, protocol: TCP}]' }),
      live: deployment({ container: 'ports: [{containerPort: 80, protocol: TCP}]' }),
      verdict: 'none',
    },
    {
      id: 'A2',
      what: 'and another one than the server would give, once git has taken it back',
      desired: deployment({ container: 'ports: [{name: a, containerPort: 80}]' }),
      applied: deployment({ container: 'ports: [{name: a, containerPort: 80, hostPort: 8080}]' }),
      live: deployment({ container: 'ports: [{name: a, containerPort: 80, protocol: TCP, hostPort: 8080}]' }),
      routes: ['clientSide', 'serverSide'],
      verdict: 'extra',
      fields: { 'spec.template.spec.containers[name=web].ports[containerPort=80,protocol=TCP].hostPort': 'extra' },
    },
    {
      id: 'A3',
      what: 'an empty strategy that was sent, and what the server made of it',
      desired: deployment(),
      applied: deployment({ spec: 'replicas: 2\nstrategy: {}' }),
      live: deployment({ spec: rollingUpdate }),
      routes: flux,
      verdict: 'none',
    },
    {
      id: 'A4',
      what: 'the type of a rollout that a person changed in it',
      desired: deployment(),
      applied: deployment({ spec: 'replicas: 2\nstrategy: {}' }),
      first: deployment({ spec: rollingUpdate }),
      live: deployment({ spec: 'replicas: 2\nstrategy: {type: Recreate}' }),
      by: byHand,
      routes: flux,
      verdict: 'extra',
      fields: { 'spec.strategy.type': 'extra' },
      check: ({ fields: [field] }) => {
        if (field?.owner !== 'kubectl-edit') throw new Error(`It is said to be ${String(field?.owner)}'s.`);
      },
    },
    {
      id: 'A5',
      what: 'what a service is as long as nobody says otherwise',
      desired: service('selector: {app: web}, ports: [{port: 80}]'),
      applied: service(
        'selector: {app: web}, ports: [{port: 80, protocol: TCP, targetPort: 80}], sessionAffinity: None, type: ClusterIP',
      ),
      live: service(
        'selector: {app: web}, ports: [{port: 80, protocol: TCP, targetPort: 80}], sessionAffinity: None, type: ClusterIP, internalTrafficPolicy: Cluster',
      ),
      verdict: 'none',
    },
    {
      id: 'A6',
      what: 'a session affinity that a person set',
      desired: service('selector: {app: web}, ports: [{port: 80}]'),
      first: service('selector: {app: web}, ports: [{port: 80, protocol: TCP, targetPort: 80}], sessionAffinity: None'),
      live: service(
        'selector: {app: web}, ports: [{port: 80, protocol: TCP, targetPort: 80}], sessionAffinity: ClientIP, sessionAffinityConfig: {clientIP: {timeoutSeconds: 10800}}',
      ),
      by: byHand,
      routes: owned,
      verdict: 'extra',
      fields: { 'spec.sessionAffinity': 'extra' },
    },
    {
      id: 'A7',
      what: 'a timeout of zero, of which the server makes one second',
      desired: probe(', timeoutSeconds: 0, periodSeconds: 0'),
      live: probe(', timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3'),
      verdict: 'none',
    },
    {
      id: 'A8',
      what: 'and of which a person made five',
      desired: probe(', timeoutSeconds: 0'),
      first: probe(', timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3'),
      live: probe(', timeoutSeconds: 5, periodSeconds: 10, successThreshold: 1, failureThreshold: 3'),
      by: byHand,
      verdict: 'changed',
      fields: { 'spec.template.spec.containers[name=web].livenessProbe.timeoutSeconds': 'changed' },
    },
    {
      id: 'A9',
      what: 'a pull policy that git took back and that the tag gives anyway',
      desired: deployment(),
      applied: deployment({ container: 'imagePullPolicy: IfNotPresent' }),
      live: deployment({ container: 'imagePullPolicy: IfNotPresent' }),
      verdict: 'none',
    },
    {
      id: 'A10',
      what: 'and one that it does not give',
      desired: deployment(),
      applied: deployment({ container: 'imagePullPolicy: Always' }),
      live: deployment({ container: 'imagePullPolicy: Always' }),
      routes: ['clientSide', 'serverSide'],
      verdict: 'extra',
      fields: { 'spec.template.spec.containers[name=web].imagePullPolicy': 'extra' },
    },
    {
      id: 'A11',
      what: 'the port of a node that a service keeps once it has it',
      desired: service('type: NodePort, ports: [{port: 80}]'),
      applied: service('type: NodePort, ports: [{port: 80, nodePort: 30123}]'),
      live: service('type: NodePort, ports: [{port: 80, protocol: TCP, targetPort: 80, nodePort: 30123}]'),
      verdict: 'none',
    },
    {
      id: 'A12',
      what: 'the rules of a role that are put together out of others, whoever is said to have written them',
      desired: role(''),
      applied: role('rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]'),
      live: role('rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]'),
      verdict: 'none',
    },
    {
      id: 'A14',
      what: 'the default of a custom kind, which git took back',
      desired: hook(''),
      applied: hook('policy: Retain'),
      live: hook('policy: Retain'),
      schemas,
      verdict: 'none',
    },
    {
      id: 'A15',
      what: 'and what is no default',
      desired: hook(''),
      applied: hook('policy: Delete'),
      live: hook('policy: Delete'),
      schemas,
      routes: ['clientSide', 'serverSide'],
      verdict: 'extra',
      fields: { 'spec.policy': 'extra' },
    },
    {
      id: 'A16',
      what: 'the account of Pods, of which the server keeps the older name as well',
      desired: deployment(),
      applied: deployment({ pod: 'serviceAccountName: builder' }),
      live: deployment({ pod: 'serviceAccountName: builder\nserviceAccount: builder' }),
      verdict: 'none',
    },
    {
      id: 'A17',
      what: 'and one that a person set',
      desired: deployment(),
      first: deployment(),
      live: deployment({ pod: 'serviceAccountName: builder\nserviceAccount: builder' }),
      by: byHand,
      routes: owned,
      verdict: 'extra',
      fields: { 'spec.template.spec.serviceAccountName': 'extra' },
    },
    {
      id: 'A13',
      what: 'a label, a variable and a container that a webhook added as the deployer created',
      desired: deployment(),
      applied: deployment(),
      live: deployment({
        template: 'annotations: {policy: enforced}',
        container: 'env: [{name: INJECTED, value: "1"}]',
        pod: 'nodeSelector: {pool: general}',
      }),
      routes: ['clientSide'],
      verdict: 'none',
    },
  ],
};
