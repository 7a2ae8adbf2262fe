import assert from 'node:assert/strict';
import { deployment, object } from './build';
import type { CaseTable } from './caseTable';
import { changed, routes, type Route } from '../served';

const replicas = (count: number) => deployment({ spec: `replicas: ${count}` });
const requests = (cpu: string) => deployment({ container: `resources: {requests: {cpu: ${cpu}}}` });
const hpa = object(
  'autoscaling/v2',
  'HorizontalPodAutoscaler',
  'spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, maxReplicas: 9}',
);
const webhook = (client: string) =>
  object(
    'admissionregistration.k8s.io/v1',
    'MutatingWebhookConfiguration',
    `webhooks: [{name: a.example.com, clientConfig: {${client}}, sideEffects: None, admissionReviewVersions: [v1]}]`,
    'name: web',
  );
const role = (rules: string) =>
  object(
    'rbac.authorization.k8s.io/v1',
    'ClusterRole',
    `aggregationRule: {clusterRoleSelectors: [{matchLabels: {a: b}}]}\n${rules}`,
    'name: web',
  );
const owned = routes.filter((route) => route !== 'plain');
const one: readonly Route[] = ['clientSide'];

export const managed: CaseTable = {
  title: 'A controller’s difference is managed, a person’s is drift',
  rows: [
    {
      id: '28',
      what: 'rules that are aggregated',
      desired: role('rules: []'),
      first: role('rules: null'),
      live: role('rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]'),
      by: { manager: 'clusterrole-aggregation-controller' },
      verdict: 'managed',
      fields: { rules: 'managed' },
    },
    {
      id: '45',
      what: 'replicas that an autoscaler set',
      desired: replicas(3),
      first: replicas(3),
      live: replicas(7),
      by: { manager: 'kube-controller-manager', subresource: 'scale' },
      beside: hpa,
      verdict: 'managed',
      fields: { 'spec.replicas': 'managed' },
    },
    {
      id: '45a',
      what: 'of an autoscaler that is not seen',
      desired: replicas(3),
      first: replicas(3),
      live: replicas(7),
      by: { manager: 'kube-controller-manager', subresource: 'scale' },
      routes: owned,
      verdict: 'managed',
    },
    {
      id: '45b',
      what: 'an autoscaler of another workload',
      desired: replicas(3),
      live: replicas(7),
      beside: hpa.replaceAll('name: web', 'name: other'),
      routes: ['plain'],
      verdict: 'changed',
    },
    {
      id: '45c',
      what: 'an autoscaler in another namespace',
      desired: replicas(3),
      live: replicas(7),
      beside: hpa.replace('namespace: shop', 'namespace: other'),
      routes: ['plain'],
      verdict: 'changed',
    },
    {
      id: '46',
      what: 'replicas that a person set',
      desired: replicas(3),
      first: replicas(3),
      live: replicas(0),
      by: { manager: 'kubectl', subresource: 'scale' },
      verdict: 'changed',
      fields: { 'spec.replicas': 'changed' },
    },
    {
      id: '45d',
      what: 'replicas that a person set over an autoscaler',
      desired: replicas(3),
      first: replicas(3),
      live: replicas(7),
      by: { manager: 'kubectl', subresource: 'scale' },
      beside: hpa,
      routes: owned,
      verdict: 'changed',
    },
    {
      id: '46a',
      what: 'says who and since when',
      desired: replicas(3),
      first: replicas(3),
      live: replicas(0),
      by: { manager: 'kubectl', subresource: 'scale' },
      routes: owned,
      verdict: 'changed',
      check: ({ fields: [field] }) => {
        assert.deepEqual(
          { owner: field?.owner, since: field?.since, desired: field?.desired, live: field?.live, line: field?.line },
          { owner: 'kubectl', since: changed, desired: 3, live: 0, line: 5 },
        );
      },
    },
    {
      id: '49',
      what: 'a certificate that is injected',
      desired: webhook('url: "https://a"'),
      live: webhook('url: "https://a", caBundle: TG9uZw=='),
      verdict: 'none',
    },
    ...['""', '"\\n"', 'Cg=='].map((placeholder, index) => ({
      id: `50${'abc'[index]}`,
      what: `a placeholder ${placeholder} for one`,
      desired: webhook(`url: "https://a", caBundle: ${placeholder}`),
      first: webhook('url: "https://a", caBundle: ""'),
      live: webhook('url: "https://a", caBundle: TG9uZw=='),
      by: { manager: 'cainjector' },
      verdict: 'managed' as const,
      fields: { 'webhooks[name=a.example.com].clientConfig.caBundle': 'managed' as const },
    })),
    {
      id: '52',
      what: 'requests that an autoscaler set',
      desired: requests('500m'),
      first: requests('500m'),
      live: requests('100m'),
      by: { manager: 'vpa-updater' },
      routes: owned,
      verdict: 'managed',
      fields: { 'spec.template.spec.containers[name=web].resources.requests.cpu': 'managed' },
    },
    {
      id: '52a',
      what: 'once git moves on',
      desired: requests('600m'),
      applied: requests('500m'),
      first: requests('500m'),
      live: requests('100m'),
      by: { manager: 'vpa-updater' },
      routes: one,
      verdict: 'changed',
    },
    {
      id: '52b',
      what: 'requests of a workload that a VerticalPodAutoscaler names',
      desired: requests('500m'),
      live: requests('100m'),
      beside: object(
        'autoscaling.k8s.io/v1',
        'VerticalPodAutoscaler',
        'spec: {targetRef: {kind: Deployment, name: web}}',
      ),
      routes: ['plain'],
      verdict: 'managed',
    },
    {
      id: '52c',
      what: 'one that only advises',
      desired: requests('500m'),
      live: requests('100m'),
      beside: object(
        'autoscaling.k8s.io/v1',
        'VerticalPodAutoscaler',
        'spec: {targetRef: {kind: Deployment, name: web}, updatePolicy: {updateMode: "Off"}}',
      ),
      routes: ['plain'],
      verdict: 'changed',
    },
    {
      id: '53',
      what: 'an image that a webhook rewrote: nobody can know',
      desired: deployment({ containers: '- {name: web, image: "docker.io/x:1"}' }),
      live: deployment({ containers: '- {name: web, image: "ecr.example.com/x:1"}' }),
      by: 'webhook',
      verdict: 'changed',
      fields: { 'spec.template.spec.containers[name=web].image': 'changed' },
    },
  ],
};
