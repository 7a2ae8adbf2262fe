import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { compareManifests } from '../../../../src/core/drift/compare';
import { shownRendering } from '../../../../src/core/fleet/cluster/shownRendering';

const secret = `apiVersion: v1
kind: Secret
metadata:
  name: keys
stringData:
  # once: hunter1
  certificate: |
    hunter2
    hunter3
    hunter4
  password: hunter5
`;

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: cart
spec:
  replicas: 2
`;

const live = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'cart', namespace: 'cart' },
  spec: { replicas: 7 },
};

describe('what a renderer printed, as it is shown', () => {
  const shown = shownRendering(`${secret}---\n${deployment}`);
  const lineOf = (words: string) => shown.text.split('\n').findIndex((line) => line.includes(words)) + 1;

  it('has no value of a Secret in it', () => {
    assert.doesNotMatch(shown.text, /hunter/);
    assert.match(shown.text, /password: \*\*\*/);
  });

  it('has its objects on the lines of the masked text, below a value of several lines too', () => {
    const [keys, cart] = shown.file.objects;
    assert.equal(keys?.locate(['stringData', 'password']).line, lineOf('password'));
    assert.equal(cart?.locate(['spec', 'replicas']).line, lineOf('replicas'));
  });

  it('is compared with the values that there really are', () => {
    const data = Object.fromEntries(
      Object.entries({ certificate: 'hunter2\nhunter3\nhunter4\n', password: 'another' }).map(([key, value]) => [
        key,
        Buffer.from(value).toString('base64'),
      ]),
    );
    const keys = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'keys', namespace: 'cart' }, data };
    const world = { objects: [live, keys], unseen: () => undefined };
    const { objects } = compareManifests([shown.file], world, { schemaOf: () => undefined, namespace: 'cart' });
    const found = objects.flatMap(({ fields }) => fields).filter(({ verdict }) => verdict !== 'none');
    assert.deepEqual(
      found.map(({ path, verdict, line }) => [path, verdict, line]),
      [
        ['stringData.password', 'masked', lineOf('password')],
        ['spec.replicas', 'changed', lineOf('replicas')],
      ],
    );
    assert.doesNotMatch(JSON.stringify(objects), /hunter|another/);
  });

  it('places nothing that stands twice, and nothing of a part that is left out', () => {
    const twice = shownRendering(`${deployment}---\n${deployment}`);
    assert.deepEqual(
      twice.file.objects.map((object) => object.locate(['spec', 'replicas']).line),
      [0, 0],
    );
    const windows = shownRendering(deployment.replaceAll('\n', '\r\n'));
    assert.equal(windows.text, deployment);
    assert.equal(windows.file.objects[0]?.locate(['spec', 'replicas']).line, 6);
  });
});
