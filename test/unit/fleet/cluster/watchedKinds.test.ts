import assert from 'node:assert/strict';
import { kindsOf } from '../../../../src/core/fleet/cluster/watchedKinds';
import { readManifestFile } from '../../../../src/core/manifest/read/readManifestFile';

describe('the kinds that are watched for a branch', () => {
  it('are those that it names, whatever they are called', () => {
    for (const kind of ['constructor', 'toString', '__proto__']) {
      const file = readManifestFile('a.yaml', `apiVersion: v1\nkind: ${kind}\nmetadata: {name: a}\n`);
      assert.deepEqual(kindsOf({ files: [file], renderer: 'plain' }), [{ apiVersion: 'v1', kind }]);
    }
  });
});
