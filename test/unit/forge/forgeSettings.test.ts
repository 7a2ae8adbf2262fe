import assert from 'node:assert/strict';
import { environmentForges } from '../../../src/core/forge/forgeSettings';

describe('what a person says of forges, to the command line', () => {
  const told = (text: string | undefined) => environmentForges({ BRANCHLINE_FORGES: text });

  it('is which kind a host is, and where its API lies', () => {
    const written = {
      'git.example.com': { kind: 'bitbucket' },
      'old.example.com': { kind: 'azure', api: 'https://a.b/c' },
    };
    assert.deepEqual(told(JSON.stringify(written)), {
      'git.example.com': { kind: 'bitbucket' },
      'old.example.com': { kind: 'azure', apiBase: 'https://a.b/c' },
    });
    assert.deepEqual([told(undefined), told('')], [{}, {}]);
  });

  for (const text of [
    'gitlab',
    '{',
    '[]',
    '{"a":"gitlab"}',
    '{"a":{"kind":"gitlob"}}',
    '{"a":{"kind":"gitlab","api":1}}',
  ]) {
    it(`is an error, and not nothing, where it is ${text}`, () =>
      assert.throws(() => told(text), { code: 'forge/settingsUnreadable' }));
  }
});
