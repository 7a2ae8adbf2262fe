import { loadSchemas } from '../../../../src/core/cluster/schemas/load';
import { certificateDefinition } from './definitions';
import { deployment, object } from './build';
import type { CaseTable } from './caseTable';

const limits = (text: string) => deployment({ container: `resources: {limits: {${text}}}` });
const nodePool = (cpu: string) => object('karpenter.sh/v1', 'NodePool', `spec: {limits: {cpu: ${cpu}}}`, 'name: web');
const certificate = (duration: string) =>
  object('cert-manager.io/v1', 'Certificate', `spec: {secretName: tls, duration: ${duration}}`);
const hook = (seconds: string) => object('example.com/v1', 'Hook', `spec: {timeout: ${seconds}}`);

export const values: CaseTable = {
  title: 'Scalars are compared by what they mean',
  rows: [
    { id: '1', what: 'cpu 1000m is "1"', desired: limits('cpu: 1000m'), live: limits('cpu: "1"'), verdict: 'none' },
    { id: '2', what: 'cpu 0.5 is 500m', desired: limits('cpu: 0.5'), live: limits('cpu: 500m'), verdict: 'none' },
    { id: '3', what: '3072Mi is 3Gi', desired: limits('memory: 3072Mi'), live: limits('memory: 3Gi'), verdict: 'none' },
    {
      id: '5',
      what: 'an integer, and a zero that the server leaves out',
      desired: deployment({
        container:
          'resources: {limits: {cpu: 1}}\nreadinessProbe: {httpGet: {path: /, port: 80}, initialDelaySeconds: 0}',
      }),
      live: deployment({
        container: 'resources: {limits: {cpu: "1"}}\nreadinessProbe: {httpGet: {path: /, port: 80}}',
      }),
      verdict: 'none',
    },
    {
      id: '6',
      what: '1Gi is not 1G',
      desired: limits('memory: 1Gi'),
      live: limits('memory: 1G'),
      verdict: 'changed',
      fields: { 'spec.template.spec.containers[name=web].resources.limits.memory': 'changed' },
    },
    {
      id: '9',
      what: 'of a kind without a schema, 1000 is 1k',
      desired: nodePool('1000'),
      live: nodePool('1k'),
      verdict: 'none',
    },
    {
      id: '11',
      what: '8760h is 8760h0m0s',
      desired: certificate('8760h'),
      live: certificate('8760h0m0s'),
      verdict: 'none',
    },
    {
      id: '11a',
      what: 'by a definition that says no more than text',
      desired: certificate('8760h'),
      live: certificate('8760h0m0s'),
      schemas: loadSchemas([certificateDefinition]),
      verdict: 'none',
    },
    {
      id: '11b',
      what: 'another duration',
      desired: certificate('8760h'),
      live: certificate('8761h0m0s'),
      verdict: 'changed',
      fields: { 'spec.duration': 'changed' },
    },
    { id: '11c', what: 'of a kind without a schema', desired: hook('90s'), live: hook('1m30s'), verdict: 'none' },
    {
      id: '11d',
      what: 'in a ConfigMap it is text',
      desired: object('v1', 'ConfigMap', 'data: {timeout: 90s}'),
      live: object('v1', 'ConfigMap', 'data: {timeout: 1m30s}'),
      verdict: 'changed',
    },
    {
      id: '11e',
      what: 'in a field whose name only sounds like an age',
      desired: object('example.com/v1', 'Hook', 'spec: {package: 60m}'),
      live: object('example.com/v1', 'Hook', 'spec: {package: 1h}'),
      verdict: 'changed',
    },
    {
      id: '11f',
      what: 'in an age',
      desired: object('example.com/v1', 'Hook', 'spec: {age: 60m, maxAge: 24h}'),
      live: object('example.com/v1', 'Hook', 'spec: {age: 1h, maxAge: 24h0m0s}'),
      verdict: 'none',
    },
    {
      id: '12',
      what: 'an octal mode',
      desired: deployment({ pod: 'volumes: [{name: c, configMap: {name: web, defaultMode: 0644}}]' }),
      live: deployment({ pod: 'volumes: [{name: c, configMap: {name: web, defaultMode: 420}}]' }),
      verdict: 'none',
    },
    {
      id: '12a',
      what: 'another mode',
      desired: deployment({ pod: 'volumes: [{name: c, configMap: {name: web, defaultMode: 0644}}]' }),
      live: deployment({ pod: 'volumes: [{name: c, configMap: {name: web, defaultMode: 256}}]' }),
      verdict: 'changed',
      fields: { 'spec.template.spec.volumes[name=c].configMap.defaultMode': 'changed' },
    },
    {
      id: '75',
      what: 'an annotation of more digits than a double holds',
      desired: object('v1', 'ConfigMap', 'data: {a: "1"}', 'name: web, annotations: {id: "9007199254740993"}'),
      live: object('v1', 'ConfigMap', 'data: {a: "1"}', 'name: web, annotations: {id: "9007199254740992"}'),
      verdict: 'changed',
      fields: { 'metadata.annotations.id': 'changed' },
    },
    {
      id: '75a',
      what: 'a number of more digits than a double holds',
      desired: object('example.com/v1', 'Account', 'spec: {id: 9007199254740993}'),
      live: object('example.com/v1', 'Account', 'spec: {id: 9007199254740992}'),
      verdict: 'changed',
      fields: { 'spec.id': 'changed' },
    },
    {
      id: '75b',
      what: 'a port by number and by name',
      desired: object('v1', 'Service', 'spec: {ports: [{port: 80, targetPort: 8080}]}'),
      live: object('v1', 'Service', 'spec: {ports: [{port: 80, targetPort: http}]}'),
      verdict: 'changed',
    },
  ],
};
