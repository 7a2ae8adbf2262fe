import assert from 'node:assert/strict';
import { environmentContexts } from '../../../src/core/cluster/contextNames';

describe('what a person calls the contexts of a catalog, to the command line', () => {
  const told = (text: string | undefined) => environmentContexts({ BRANCHLINE_CONTEXTS: text });

  it("is their own name by the catalog's", () => {
    assert.deepEqual(told('{"prod-eu":"admin@eu","stage":"x"}'), { 'prod-eu': 'admin@eu', stage: 'x' });
    assert.deepEqual([told(undefined), told('')], [{}, {}]);
  });

  for (const text of ['prod', '{', '[]', '{"a":1}', '{"a":{"b":"c"}}', 'null']) {
    it(`is an error, and not nothing, where it is ${text}`, () =>
      assert.throws(() => told(text), { code: 'cluster/contextsUnreadable' }));
  }
});
