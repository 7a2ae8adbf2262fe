import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { deployment } from './cases/build';
import { answered, created, manifest } from './served';
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
});
