import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readManifestFile } from '../../../src/core/manifest/read/readManifestFile';
import { parseRelayFile } from '../../../src/core/relay/config/read';

const text = (file: string) => readFileSync(`deploy/relay/${file}`, 'utf8');
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const manifests = readdirSync('deploy/relay/manifests').filter(
  (name) => /^[a-z]+[A-Za-z]*\.yaml$/.test(name) && !/^(?:kustomization|relay)\./.test(name),
);

describe('What a relay is deployed with', () => {
  it('is read without a doubt: the plain manifests', () => {
    const files = manifests.map((name) => readManifestFile(name, text(`manifests/${name}`)));
    deepEqual(
      files.flatMap(({ problems }) => problems),
      [],
    );
    deepEqual(files.flatMap(({ objects }) => objects.map(({ identity }) => identity.kind)).sort(), [
      'Deployment',
      'NetworkPolicy',
      'Service',
    ]);
  });

  it('is a configuration that a relay takes, in the manifests and in the chart', () => {
    const values = parse(text('chart/values.yaml')) as { config: unknown };
    for (const config of [text('manifests/relay.yaml'), JSON.stringify(values.config)])
      equal(parseRelayFile(config).kind, 'ok');
  });

  it('names one version, everywhere', () => {
    const chart = parse(text('chart/Chart.yaml')) as { version: string; appVersion: string };
    const kustomization = parse(text('manifests/kustomization.yaml')) as { images: { newTag: string }[] };
    deepEqual([chart.version, chart.appVersion, kustomization.images[0]?.newTag], [version, version, version]);
  });

  it('is built with one version of Node, and of an image that can be named by digest', () => {
    const froms = [...text('Dockerfile').matchAll(/^FROM (\S+)/gm)].map(([, from]) => from);
    deepEqual(froms, ['${BUILD}', '${RUNTIME}']);
    match(text('Dockerfile'), /^ARG BUILD=node:\d+\.\d+\.\d+-slim$/m);
    match(text('chart/templates/deployment.yaml'), /with \.Values\.image\.digest \}\}@/);
  });

  it('holds no secret, and mounts the configuration where the image looks for it', () => {
    const [, entry = '[]'] = /^ENTRYPOINT (.+)$/m.exec(text('Dockerfile')) ?? [];
    equal((JSON.parse(entry) as string[]).at(-1), '/etc/branchline/relay.yaml');
    match(text('Dockerfile'), /^USER nonroot$/m);
    for (const file of ['manifests/deployment.yaml', 'chart/templates/deployment.yaml']) {
      match(text(file), /mountPath: \/etc\/branchline\b/);
      match(text(file), /mountPath: \/run\/secrets\/branchline\b/);
      ok(!/^ *env(?:From)?:/m.test(text(file)));
    }
    const all = [...manifests, 'kustomization.yaml'].map((name) => text(`manifests/${name}`)).join('\n');
    equal(/^kind: Secret$/m.test(all), false);
  });

  it('goes on taking webhooks while NATS is away, and has the time to store what it took', () => {
    for (const file of ['manifests/deployment.yaml', 'chart/templates/deployment.yaml']) {
      equal(/path: \/readyz/.test(text(file)), false);
      match(text(file), /terminationGracePeriodSeconds: 20\b/);
    }
  });

  it('is for the relay alone: policy, ports and what is built', () => {
    match(text('manifests/networkPolicy.yaml'), /podSelector:\n +matchLabels:/);
    const ignored = text('Dockerfile.dockerignore').split('\n');
    for (const one of ['node_modules', '.git']) ok(ignored.includes(one));
    const { properties } = JSON.parse(text('chart/values.schema.json')) as {
      properties: { config: { properties: { listen: { properties: unknown } } } };
    };
    deepEqual(properties.config.properties.listen.properties, { port: { const: 8080 }, adminPort: { const: 8081 } });
  });
});
