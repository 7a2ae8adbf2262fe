import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { liveFrom } from '../../../src/cli/commands/drift/liveFiles';

const none = (): void => undefined;
const live = (...documents: readonly object[]) =>
  liveFrom([{ name: 'live.json', text: JSON.stringify(documents) }], none);
const status = (rest: object) => ({ apiVersion: 'v1', kind: 'Status', status: 'Failure', ...rest });
const object = (apiVersion: string, kind: string, name = 'key', namespace = 'shop') => ({
  apiVersion,
  kind,
  metadata: { name, namespace },
});
const sealed = { apiVersion: 'bitnami.com/v1alpha1', kind: 'SealedSecret', namespace: 'shop', name: 'key' };
const config = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'key' };

describe('Live files', () => {
  it('a refusal that does not say of what is one of all that is not there', () => {
    for (const said of [{ code: 403, reason: 'Forbidden' }, { reason: 'Forbidden' }, { code: 401 }]) {
      assert.ok(live(status(said)).unseen(config), JSON.stringify(said));
    }
    for (const said of [{ code: 404, reason: 'NotFound' }, { reason: 'NotFound' }]) {
      assert.equal(live(status(said)).unseen(config), undefined, JSON.stringify(said));
    }
  });

  it('a refusal of one kind says nothing of another', () => {
    const refused = status({ code: 403, reason: 'Forbidden', details: { kind: 'secrets' } });
    assert.equal(live(refused).unseen(config), undefined);
    assert.match(live(refused).unseen({ ...config, kind: 'Secret' }) ?? '', /403 \(Forbidden\)/);
  });

  it('where only the Secret is at hand, nobody can say whether what it was sealed in is there', () => {
    const secret = object('v1', 'Secret');
    assert.match(live(secret).unseen(sealed) ?? '', /ciphertext/);
    assert.equal(live(secret).unseen({ ...sealed, name: 'other' }), undefined);
    assert.equal(live(secret).unseen({ ...sealed, namespace: 'other' }), undefined);
    assert.equal(live(secret, object(sealed.apiVersion, sealed.kind, 'other')).unseen(sealed), undefined);
  });
});
