import fc from 'fast-check';
import { stringify } from 'yaml';

export interface Generated {
  readonly [key: string]: unknown;
}

const word = fc.string({ unit: fc.constantFrom(...Array.from('abcdefghij')), minLength: 1, maxLength: 6 });
const words = (max: number) => fc.uniqueArray(word, { maxLength: max });
const texts = fc.uniqueArray(word, { minLength: 1, maxLength: 3 }).map((keys) => toMap(keys, (_, at) => `t${at}`));

const container = (name: string) =>
  fc
    .record({
      env: words(4),
      ports: fc.uniqueArray(fc.integer({ min: 1, max: 65535 }), { maxLength: 3 }),
      args: fc.array(word, { maxLength: 3 }),
      mounts: words(2),
      cpu: fc.option(fc.integer({ min: 1, max: 9 })),
      isPrivileged: fc.boolean(),
    })
    .map(({ env, ports, args, mounts, cpu, isPrivileged }) => ({
      name,
      image: `${name}:1`,
      ...(env.length > 0 ? { env: env.map((key) => ({ name: key, value: `value-${key}` })) } : {}),
      ...(ports.length > 0 ? { ports: ports.map((containerPort, at) => ({ name: `p${at}`, containerPort })) } : {}),
      ...(args.length > 0 ? { args: args.map((arg) => `--${arg}`) } : {}),
      ...(mounts.length > 0
        ? { volumeMounts: mounts.map((path) => ({ name: `vol-${path}`, mountPath: `/${path}` })) }
        : {}),
      ...(cpu === null ? {} : { resources: { limits: { cpu, memory: `${cpu}Gi` } } }),
      ...(isPrivileged ? { securityContext: { privileged: true, runAsUser: 1000 } } : {}),
    }));

export const deployment: fc.Arbitrary<Generated> = fc
  .record({
    labels: texts,
    replicas: fc.integer({ min: 1, max: 9 }),
    containers: fc
      .uniqueArray(word, { minLength: 1, maxLength: 3 })
      .chain((names) => fc.tuple(...names.map(container))),
    tolerations: fc.array(word, { maxLength: 2 }),
  })
  .map(({ labels, replicas, containers, tolerations }) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop', labels },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web', ...labels } },
        spec: {
          containers,
          ...(tolerations.length > 0 ? { tolerations: tolerations.map((key) => ({ key, operator: 'Exists' })) } : {}),
        },
      },
    },
  }));

const service: fc.Arbitrary<Generated> = fc
  .uniqueArray(fc.integer({ min: 1, max: 65535 }), { minLength: 1, maxLength: 4 })
  .map((ports) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'shop' },
    spec: { selector: { app: 'web' }, ports: ports.map((port) => ({ name: `p${port}`, port, targetPort: 8080 })) },
  }));

const config: fc.Arbitrary<Generated> = texts.map((data) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'web', namespace: 'shop' },
  data,
}));

/** Anything that JSON can say, under keys that nobody expects. */
export const custom: fc.Arbitrary<Generated> = fc
  .record({ spec: fc.jsonValue({ maxDepth: 4 }), other: fc.jsonValue({ maxDepth: 2 }) })
  .map((content) => ({
    apiVersion: 'example.com/v1',
    kind: 'Hook',
    metadata: { name: 'web', namespace: 'shop' },
    ...content,
  }));

export const known: fc.Arbitrary<Generated> = fc.oneof(deployment, service, config);
export const anyObject: fc.Arbitrary<Generated> = fc.oneof(known, custom);

/** As people write it: a line a field. */
export function yamlOf(object: Generated): string {
  return stringify(object, { aliasDuplicateObjects: false });
}

export function toMap<T>(keys: readonly string[], valueOf: (key: string, at: number) => T): Record<string, T> {
  return Object.fromEntries(keys.map((key, at) => [key, valueOf(key, at)]));
}
