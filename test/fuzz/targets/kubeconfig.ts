import assert from 'node:assert/strict';
import fc from 'fast-check';
import { load } from 'js-yaml';
import { stringify } from 'yaml';
import { Kubeconfig, KubeconfigError } from '../../../src/core/cluster/kubeconfig';
import { parseKubeconfig } from '../../../src/core/cluster/kubeconfig/parse';
import { assertNoCanary, canary } from '../engine/canary';
import { mutatedJson } from '../engine/mutateJson';
import { orRefused, type Target } from '../engine/target';

const example = {
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': 'a',
  clusters: [
    { name: 'c', cluster: { server: 'https://k8s.example.com:6443/', 'certificate-authority-data': 'QUJD' } },
    {
      name: 'd',
      cluster: { server: 'http://127.0.0.1:8080', 'insecure-skip-tls-verify': true, 'proxy-url': 'http://p:1' },
    },
  ],
  contexts: [
    { name: 'a', context: { cluster: 'c', user: 'u', namespace: 'n' } },
    { name: 'constructor', context: { cluster: 'd', user: 'v' } },
  ],
  users: [
    { name: 'u', user: { token: canary, 'client-key-data': canary } },
    {
      name: 'v',
      user: { exec: { apiVersion: 'v1', command: './get', args: [canary], env: [{ name: 'A', value: canary }] } },
    },
    { name: 'w', user: { username: 'x', password: canary, as: 'y', 'as-groups': ['g'] } },
    { name: 'x', user: { 'auth-provider': { name: 'oidc', config: { 'id-token': canary } } } },
  ],
};

/** Any file is read or refused; each context that it names leads somewhere or says why not; nothing of it is quoted. */
export const kubeconfig: Target = {
  name: 'kubeconfig',
  inputs: fc
    .tuple(mutatedJson([example]), fc.boolean())
    .map(([json, asYaml]) => (asYaml ? stringify(JSON.parse(json)) : json)),
  weight: 20,
  law(text) {
    const said: KubeconfigError[] = [];
    const attempt = <T>(read: () => T): T | undefined =>
      orRefused([KubeconfigError], () => {
        try {
          return read();
        } catch (error) {
          if (error instanceof KubeconfigError) said.push(error);
          throw error;
        }
      });
    const file = attempt(() => parseKubeconfig('/home/me/.kube/config', text));
    if (file) {
      const config = new Kubeconfig([file]);
      for (const { name, server } of config.contexts()) {
        const context = attempt(() => config.resolve({ kind: 'context', context: name }));
        assert.ok(context === undefined || context.name === name, `${name} leads elsewhere`);
        if (server !== undefined) attempt(() => config.resolve({ kind: 'server', server }));
      }
      attempt(() => config.resolve({ kind: 'context', context: 'toString' }));
    }
    if (!isAtNames(text)) for (const error of said) assertNoCanary('an error', [error.message, error.remedy]);
  },
};

/** A mutation has put the secret where names are, which are shown. Of what is no YAML, nothing is shown at all. */
function isAtNames(text: string): boolean {
  try {
    return namesIn(load(text)).some((name) => name.includes(canary));
  } catch {
    return false;
  }
}

/** Keys, and what stands at those that name something. */
function namesIn(value: unknown, key = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return shown.has(key) ? [String(value)] : [];
  return Object.entries(value).flatMap(([inner, below]) => [
    inner,
    ...namesIn(below, Array.isArray(value) ? key : inner),
  ]);
}

const shown = new Set(['name', 'cluster', 'context', 'user', 'server']);
