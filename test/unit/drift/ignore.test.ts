import assert from 'node:assert/strict';
import { stepsOf } from '../../../src/core/drift/reportPath';
import { withIgnored } from '../../../src/core/drift/ignores/ownIgnores';
import { countOf, hasDrift, type DriftReport, type FieldDrift, type ObjectDrift } from '../../../src/core/drift/report';
import { asShown } from '../../../src/core/manifest/secrecy/shown';

function report(...fields: readonly FieldDrift[]): DriftReport {
  const object: ObjectDrift = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', verdict: 'changed', fields };
  return { objects: [object], counts: countOf([object]), warnings: [] };
}
const changed = (path: string): FieldDrift => ({ path, verdict: 'changed', desired: asShown(1), live: asShown(2) });
const image = 'spec.template.spec.containers[name=web].image';
const note = 'metadata.annotations["example.com/at"]';

describe('drift that the catalog ignores', () => {
  for (const [path, key] of [
    ['spec.replicas', 'spec.replicas'],
    [image, image],
    [image, 'spec.template.spec.containers.image'],
    [image, '**.image'],
    [note, note],
    ['spec.template.spec.tolerations[2].key', 'spec.template.spec.tolerations[2]'],
  ] as const) {
    it(`is ${path} by ${key}, with both values, and does not count`, () => {
      const judged = withIgnored(report(changed(path)), [{ key }]);
      const [object] = judged.objects;
      assert.deepEqual([object?.verdict, object?.fields], ['ignored', [{ ...changed(path), verdict: 'ignored' }]]);
      assert.equal(judged.counts.ignored, 1);
      assert.equal(hasDrift(judged), false);
    });
  }

  it('hides nothing else of the object', () => {
    const judged = withIgnored(report(changed('spec.replicas'), changed(image)), [{ key: 'spec.replicas' }]);
    assert.equal(judged.objects[0]?.verdict, 'changed');
    assert.equal(hasDrift(judged), true);
  });

  it('is only that of the kind and the object that the rule names', () => {
    const drifted = report(changed('spec.replicas'));
    for (const other of [{ kind: 'StatefulSet' }, { name: 'api' }, { kind: 'Deployment', name: 'api' }]) {
      assert.deepEqual(withIgnored(drifted, [{ key: 'spec.replicas', ...other }]), drifted);
    }
    assert.equal(withIgnored(drifted, [{ key: 'spec', kind: 'Deployment', name: 'web' }]).counts.ignored, 1);
  });

  it('is never what could not be compared', () => {
    const unknown = report({ path: 'data', verdict: 'unknown' }, { path: 'data.a', verdict: 'invalid' });
    assert.deepEqual(withIgnored(unknown, [{ key: '**' }]).objects[0]?.fields, unknown.objects[0]?.fields);
  });
});

describe('the path of a field', () => {
  it('is read as it was written', () => {
    assert.deepEqual(stepsOf('a.b-c["x.y/z]"].d[k=1,p=TCP].e[0]'), [
      'a',
      'b-c',
      'x.y/z]',
      'd',
      { item: 'k=1,p=TCP' },
      'e',
      { item: '0' },
    ]);
  });
});
