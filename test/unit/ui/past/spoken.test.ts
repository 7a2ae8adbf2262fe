import assert from 'node:assert/strict';
import { spokenOf } from '../../../../src/timeline/page/spoken';

describe('what is spoken while services are read', () => {
  it('is said once, however many there are', () => {
    let spoken = '';
    const said = new Set<string>();
    for (let done = 0; done <= 1_000; done += 1) {
      spoken = spokenOf(spoken, `Reading services: ${done} of 1000`);
      said.add(spoken);
    }
    assert.deepEqual([...said], ['Reading services: 0 of 1000']);
    assert.equal(spokenOf(spoken, 'Reading versions'), 'Reading versions');
    assert.equal(spokenOf('Reading versions', ''), '');
  });
});
