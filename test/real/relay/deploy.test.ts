import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { ensureServers, type Servers } from '../../../scripts/servers/ensure';
import { readManifestFile } from '../../../src/core/manifest/read/readManifestFile';
import { parseRelayFile } from '../../../src/core/relay/config/read';

const run = promisify(execFile);

interface PodSpec {
  readonly containers: readonly Record<string, unknown>[];
  readonly volumes: unknown;
}

describe('A relay is deployed', function () {
  this.timeout(60_000);
  let servers: Servers;
  before(async () => {
    servers = await ensureServers(['renderers']);
  });
  const helm = async (...args: readonly string[]) =>
    (await run(servers.command('helm'), ['template', 'branchline-relay', 'deploy/relay/chart', ...args])).stdout;
  const objectsIn = (text: string) => {
    const { objects, problems } = readManifestFile('rendered.yaml', text);
    deepEqual(problems, []);
    return objects.map(({ identity, value }) => ({
      kind: identity.kind,
      value,
    }));
  };
  const plain = (text: string, kind: string) =>
    text
      .split(/^---$/m)
      .map(
        (part) =>
          parse(part, { version: '1.1' }) as {
            kind?: string;
            spec?: { template: { spec: PodSpec } };
            data?: Record<string, string>;
          } | null,
      )
      .find((one) => one?.kind === kind);

  it('the same by the chart and by the plain manifests', async () => {
    const [chart, { stdout: kustomized }] = await Promise.all([
      helm(),
      run(servers.command('kustomize'), ['build', 'deploy/relay/manifests']),
    ]);
    const kinds = [chart, kustomized].map((text) =>
      objectsIn(text)
        .map(({ kind }) => kind)
        .sort(),
    );
    deepEqual(kinds[0], ['ConfigMap', 'Deployment', 'NetworkPolicy', 'Service']);
    deepEqual(kinds[1], kinds[0]);
    const [one, other] = [chart, kustomized].map((text) => {
      const pod = plain(text, 'Deployment')?.spec?.template.spec;
      const [container] = pod?.containers ?? [];
      const same = { ...container, imagePullPolicy: undefined };
      // kustomize names a ConfigMap after what is in it.
      return JSON.parse(
        JSON.stringify({ ...pod, containers: [same] }).replace(/branchline-relay-\w{10}/, 'branchline-relay'),
      ) as unknown;
    });
    deepEqual(one, other);
    for (const text of [chart, kustomized])
      equal(parseRelayFile(plain(text, 'ConfigMap')?.data?.['relay.yaml'] ?? '').kind, 'ok');
  });

  it('several times only where they share a stream', async () => {
    await rejects(helm('--set', 'replicas=2'), /more than one relay needs nats/);
    const text = await helm(
      '--set',
      'replicas=3,config.nats.servers={tls://nats.example.com:4222},ingress.enabled=true',
    );
    equal(parseRelayFile(plain(text, 'ConfigMap')?.data?.['relay.yaml'] ?? '').kind, 'ok');
    match(text, /type: RollingUpdate/);
    deepEqual(
      objectsIn(text)
        .map(({ kind }) => kind)
        .sort(),
      ['ConfigMap', 'Deployment', 'Ingress', 'NetworkPolicy', 'Service'],
    );
  });

  it('of an image by its digest, where one is given', async () => {
    const digest = `sha256:${'ab'.repeat(32)}`;
    match(
      await helm('--set', `image.digest=${digest}`),
      new RegExp(`image: "registry\\.example\\.com/branchline-relay@${digest}"`),
    );
    await rejects(helm('--set', 'image.digest=1.0.0'), /digest/);
  });

  it('not with a value that means nothing', () => rejects(helm('--set', 'replica=2'), /replica/));
});
