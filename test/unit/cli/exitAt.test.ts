import assert from 'node:assert/strict';
import { exitAt, statusAtDocument } from '../../../src/cli/commands/status/at';
import type { EnvironmentThen } from '../../../src/core/past/then';

const place = { environment: 'prod', branch: 'prod' };
const codeOf = (environments: readonly EnvironmentThen[], missing: readonly string[] = []) =>
  exitAt(statusAtDocument({ found: [{ service: 'web', environments, missing }], failures: [] }, 0));

describe('the exit code of what stood at an instant', () => {
  it('says that all is known only where it is', () => {
    assert.equal(codeOf([{ ...place, kind: 'before' }]), 0);
    assert.equal(codeOf([{ ...place, kind: 'unknown', why: 'clock' }]), 3);
    assert.equal(codeOf([{ ...place, kind: 'before' }], ['test']), 3, 'it may have been there then');
  });
});
