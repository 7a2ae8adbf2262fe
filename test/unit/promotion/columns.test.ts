import { strict as assert } from 'node:assert';
import { Columns } from '../../../src/core/promotion/merge/witness';

describe('the keys of a file over its versions', () => {
  it('are read once a version, however many of them are asked about, at once or one after the other', async () => {
    const keys = Array.from({ length: 50 }, (_, index) => `key${index}`);
    const columns = new Columns(keys);
    let reads = 0;
    const read = (version: number) => () => {
      reads += 1;
      return Promise.resolve(new Map(keys.slice(version).map((key) => [key, `${version}`])));
    };
    for (let round = 0; round < 2; round += 1) {
      for (const version of [0, 1, 2]) {
        const held = await Promise.all(keys.map((key) => columns.valueOf(key, `v${version}`, read(version))));
        assert.deepEqual(
          held,
          keys.map((_, index) => (index < version ? undefined : `${version}`)),
        );
      }
    }
    assert.equal(reads, 3);
    assert.ok(!columns.has('other'));
  });
});
