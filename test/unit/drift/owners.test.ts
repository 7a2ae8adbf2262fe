import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { deployment } from './cases/build';
import { answered, changed, created, manifest } from './served';
import { compare } from './walk';

describe('Who wrote what', () => {
  for (const route of ['clientSide', 'serverSide'] as const) {
    it(`a person who edits in the second in which the deployer created is still a person (${route})`, () => {
      const git = deployment();
      const now = deployment({ container: 'resources: {limits: {cpu: "2"}}' });
      const live = answered({ applied: git, first: git, now, by: { manager: 'kubectl-set' } }, route);
      const managedFields = (live.metadata.managedFields ?? []).map((entry) => ({ ...entry, time: created }));
      const report = compare(manifest(git), { ...live, metadata: { ...live.metadata, managedFields } });
      assert.equal(report.objects[0]?.verdict, 'extra');
    });
  }

  it("an edit in Lens is a person's: the server knows it by the library that Lens speaks through", () => {
    const git = deployment();
    const now = deployment({ containers: '- {name: web, image: "nginx:edited"}' });
    const live = answered({ applied: git, first: git, now, by: { manager: 'node-fetch' } }, 'serverSide');
    const [object] = compare(manifest(git), live).objects;
    assert.deepEqual(
      object?.fields.map(({ verdict, owner }) => [verdict, owner]),
      [['changed', 'node-fetch']],
    );
  });

  it('a value of its own comes before an empty map around it, whoever wrote last', () => {
    const git = deployment();
    const live = answered({ applied: git, now: deployment({ container: 'resources: {limits: {cpu: "2"}}' }) }, 'plain');
    const at = (resources: object) => ({
      'f:spec': {
        'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"web"}': { '.': {}, 'f:resources': resources } } } },
      },
    });
    const byHand = { manager: 'kubectl-set', operation: 'Update', time: created };
    const deployer = { manager: 'kubectl-client-side-apply', operation: 'Update', time: changed };
    const managedFields = [
      { ...deployer, fieldsV1: at({}) },
      { ...byHand, fieldsV1: at({ 'f:limits': { '.': {}, 'f:cpu': {} } }) },
    ];
    const metadata = { ...live.metadata, creationTimestamp: changed, managedFields };
    const [object] = compare(manifest(git), { ...live, metadata }).objects;
    assert.deepEqual(
      object?.fields.map(({ owner }) => owner),
      ['kubectl-set'],
    );
  });
});
