import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Json } from '../../../lab/cluster/model/object';
import { typeOfKind } from '../../../lab/cluster/schema';
import { jsonPatch, mergePatch, strategicMerge } from '../../../lab/cluster/write/patches';

const subject = { group: 'apps', resource: 'deployments', kind: 'Deployment' };
const withContainers = (...containers: Json[]): Json => ({ spec: { template: { spec: { containers } } } });
const strategic = (target: Json, patch: Json): Json => strategicMerge(target, patch, typeOfKind('Deployment'));

describe('lab cluster: patches', () => {
  it('a merge patch with the object itself changes nothing', () => {
    const document = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.array(fc.integer())), {
      noNullPrototype: true,
    });
    fc.assert(fc.property(document, (each) => assert.deepEqual(mergePatch(each, each), each)));
  });

  it('a merge patch replaces lists and removes by null', () =>
    assert.deepEqual(mergePatch({ a: [1, 2], b: { c: 1, d: 2 } }, { a: [3], b: { c: null } }), {
      a: [3],
      b: { d: 2 },
    }));

  it('a strategic patch merges containers by name; what is new stands behind what it was named with', () =>
    assert.deepEqual(
      strategic(
        withContainers({ name: 'web', image: 'web:1', args: ['a'] }, { name: 'proxy', image: 'p:1' }),
        withContainers({ name: 'web', image: 'web:2' }, { name: 'new', image: 'n:1' }),
      ),
      withContainers(
        { name: 'web', image: 'web:2', args: ['a'] },
        { name: 'new', image: 'n:1' },
        { name: 'proxy', image: 'p:1' },
      ),
    ));

  it('a strategic patch deletes an item by directive, and replaces a list without identity', () =>
    assert.deepEqual(
      strategic(
        withContainers({ name: 'web', args: ['a', 'b'] }, { name: 'proxy' }),
        withContainers({ name: 'web', args: ['c'] }, { name: 'proxy', $patch: 'delete' }),
      ),
      withContainers({ name: 'web', args: ['c'] }),
    ));

  it('a strategic patch keeps only the keys to retain', () =>
    assert.deepEqual(
      strategic(
        { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } },
        { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } },
      ),
      { spec: { strategy: { type: 'Recreate' } } },
    ));

  it('a JSON patch adds, replaces, removes and tests', () =>
    assert.deepEqual(
      jsonPatch(
        { a: 1, list: [1, 2], 'x/y': 0 },
        [
          { op: 'test', path: '/a', value: 1 },
          { op: 'replace', path: '/a', value: 2 },
          { op: 'add', path: '/list/-', value: 3 },
          { op: 'remove', path: '/list/0' },
          { op: 'remove', path: '/x~1y' },
        ],
        subject,
        'web',
      ),
      { a: 2, list: [2, 3] },
    ));

  it('a JSON patch whose test fails, or that misses its path, is refused', () => {
    const refused = (operation: Json): void =>
      assert.throws(() => jsonPatch({ a: 1 }, [operation], subject, 'web'), /is invalid/);
    refused({ op: 'test', path: '/a', value: 2 });
    refused({ op: 'remove', path: '/b' });
    refused({ op: 'replace', path: '/b/c', value: 1 });
  });
});
