import assert from 'node:assert/strict';
import type { SecretStorage } from 'vscode';
import { agree, agreedRelays, tokenForRelay, withdraw } from '../../../../src/ui/relay/consent';

const signal = new AbortController().signal;
const [mine, other] = ['https://relay.example.com', 'https://relay.example.com/other'];
const ofForges = { token: (host: string) => Promise.resolve({ value: `token of ${host}`, source: 'test' }) };

function aKeychain(kept = new Map<string, string>()): SecretStorage {
  return {
    get: (key: string) => Promise.resolve(kept.get(key)),
    store: (key: string, value: string) => Promise.resolve(void kept.set(key, value)),
    delete: (key: string) => Promise.resolve(void kept.delete(key)),
    keys: () => Promise.resolve([...kept.keys()]),
    onDidChange: () => {
      throw new Error('nobody listens here');
    },
  };
}

describe('what is sent to a relay', () => {
  const sentTo = (secrets: SecretStorage, url: string, host = 'git.example.com') =>
    tokenForRelay(secrets, url, ofForges, host, signal);

  it('is nothing before the person has agreed', async () => {
    assert.equal(await sentTo(aKeychain(), mine), undefined);
    assert.equal(await sentTo(aKeychain(new Map([[`relay:${mine}`, '{"kind":"all"}']])), mine), undefined);
    assert.equal(await sentTo(aKeychain(new Map([[`relay:${mine}`, '{']])), mine), undefined);
  });

  it('is what was agreed for that very address, and nothing for another', async () => {
    const secrets = aKeychain();
    await agree(secrets, mine, { kind: 'forge' });
    assert.equal(await sentTo(secrets, mine), 'token of git.example.com');
    assert.equal(await sentTo(secrets, other), undefined);
    await agree(secrets, mine, { kind: 'own', value: 'blr_mine' });
    assert.equal(await sentTo(secrets, mine), 'blr_mine');
  });

  it('is nothing again once it is forgotten', async () => {
    const secrets = aKeychain();
    await agree(secrets, mine, { kind: 'forge' });
    assert.deepEqual(await agreedRelays(secrets), [mine]);
    await withdraw(secrets, mine);
    assert.deepEqual([await agreedRelays(secrets), await sentTo(secrets, mine)], [[], undefined]);
  });
});
