import { deployment, object } from './build';
import type { Case, CaseTable } from './caseTable';

const pod = 'spec.template.spec';
const definition = (version: string) =>
  object(
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    `spec: {group: example.com, scope: Namespaced, names: {plural: hoists, singular: hoist, kind: Hoist, listKind: HoistList}, versions: [{name: v1, served: true, storage: true, ${version}}]}`,
    'name: hoists.example.com',
  );
const schema = (policy: string) =>
  `schema: {openAPIV3Schema: {type: object, properties: {policy: {type: string${policy}}}}}`;
const spread = (selector: string) =>
  deployment({
    pod: `topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {${selector}}}}]`,
  });
const affinity = (term: string) =>
  deployment({
    pod: `affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone, labelSelector: {matchLabels: {app: web}}${term}}]}}`,
  });
const env = (ref: string) => deployment({ container: `env: [{name: A, valueFrom: {configMapKeyRef: {${ref}}}}]` });
const projected = (source: string) =>
  deployment({ pod: `volumes: [{name: v, projected: {sources: [{serviceAccountToken: {path: t${source}}}]}}]` });
const policy = (port: string) =>
  object(
    'networking.k8s.io/v1',
    'NetworkPolicy',
    `spec: {podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{port: 80${port}}]}]}`,
  );
const hook = (step: string) => object('example.com/v1', 'Hook', `spec: {steps: [{run: a${step}}]}`);

/** A key that was applied, is live, and is in git no more. */
function takenBack(row: {
  readonly id: string;
  readonly what: string;
  readonly git: string;
  readonly live: string;
  readonly at: string;
}): Case {
  const { id, what, git, live, at } = row;
  return { id, what, desired: git, applied: live, live, verdict: 'extra', fields: { [at]: 'extra' } };
}

export const wholes: CaseTable = {
  title: 'Of what the cluster keeps as one value, git has the whole',
  rows: [
    takenBack({
      id: 'W1',
      what: 'the value of a toleration, taken back',
      git: deployment({ pod: 'tolerations: [{key: a, effect: NoSchedule}]' }),
      live: deployment({ pod: 'tolerations: [{key: a, value: b, effect: NoSchedule}]' }),
      at: `${pod}.tolerations[0].value`,
    }),
    takenBack({
      id: 'W2',
      what: 'the value of an option of DNS',
      git: deployment({ pod: 'dnsConfig: {options: [{name: ndots}]}' }),
      live: deployment({ pod: 'dnsConfig: {options: [{name: ndots, value: "2"}]}' }),
      at: `${pod}.dnsConfig.options[0].value`,
    }),
    takenBack({
      id: 'W3',
      what: 'a label by which Pods are spread',
      git: spread('app: web'),
      live: spread('app: web, tier: front'),
      at: `${pod}.topologySpreadConstraints[topologyKey=zone,whenUnsatisfiable=ScheduleAnyway].labelSelector.matchLabels.tier`,
    }),
    takenBack({
      id: 'W4',
      what: 'the namespaces of a rule of affinity',
      git: affinity(''),
      live: affinity(', namespaceSelector: {matchLabels: {a: b}}'),
      at: `${pod}.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].namespaceSelector`,
    }),
    takenBack({
      id: 'W5',
      what: 'a label of the nodes that Pods may be on',
      git: deployment({ pod: 'nodeSelector: {pool: general}' }),
      live: deployment({ pod: 'nodeSelector: {pool: general, disk: ssd}' }),
      at: `${pod}.nodeSelector.disk`,
    }),
    takenBack({
      id: 'W6',
      what: 'that a variable may be missing',
      git: env('name: a, key: b'),
      live: env('name: a, key: b, optional: true'),
      at: `${pod}.containers[name=web].env[name=A].valueFrom.configMapKeyRef.optional`,
    }),
    takenBack({
      id: 'W7',
      what: 'for how long a token is good, where the server gives another time',
      git: projected(''),
      live: projected(', expirationSeconds: 7200'),
      at: `${pod}.volumes[name=v].projected.sources[0].serviceAccountToken.expirationSeconds`,
    }),
    takenBack({
      id: 'W8',
      what: 'that a version of a definition is deprecated',
      git: definition(schema('')),
      live: definition(`deprecated: true, ${schema('')}`),
      at: 'spec.versions[0].deprecated',
    }),
    takenBack({
      id: 'W9',
      what: 'a default that a definition gave',
      git: definition(schema('')),
      live: definition(schema(', default: Retain')),
      at: 'spec.versions[0].schema.openAPIV3Schema.properties.policy.default',
    }),
    takenBack({
      id: 'W10',
      what: 'the last of the ports that a policy lets through',
      git: policy(''),
      live: policy(', protocol: TCP, endPort: 90'),
      at: 'spec.ingress[0].ports[0].endPort',
    }),
    {
      id: 'W11',
      what: 'what the server fills in of it, which git took back or never said',
      desired: projected(''),
      applied: projected(', expirationSeconds: 3600'),
      live: projected(', expirationSeconds: 3600'),
      verdict: 'none',
    },
    {
      id: 'W12',
      what: 'what a controller that has come to own the list wrote into it',
      desired: deployment({ pod: 'tolerations: [{key: a, effect: NoSchedule}]' }),
      first: deployment({ pod: 'tolerations: [{key: a, effect: NoSchedule}]' }),
      live: deployment({ pod: 'tolerations: [{key: a, value: b, effect: NoSchedule}]' }),
      by: { manager: 'scheduling-policy' },
      routes: ['clientSide', 'serverSide', 'helm'],
      verdict: 'none',
    },
    {
      id: 'W13',
      what: 'of a custom kind nobody knows what a webhook of its own fills in',
      desired: hook(''),
      live: hook(', mode: strict'),
      verdict: 'none',
    },
  ],
};
