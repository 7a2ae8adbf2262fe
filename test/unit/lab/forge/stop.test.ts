import assert from 'node:assert/strict';
import { cart, startFixture } from './harness';

/** Handles that would keep a process alive, or outlive the forge. */
function handles(): number {
  return process.getActiveResourcesInfo().filter((kind) => /^(TCPServerWrap|ProcessWrap)$/.test(kind)).length;
}

describe('stopping the embedded forge', () => {
  it('leaves no server and no child behind, even amid work', async () => {
    const before = handles();
    const fixture = await startFixture();
    const work = assert.rejects(fixture.forge.commit(cart, 'dev', 'Late', { a: '1' }));
    const clone = fixture.git(fixture.folder, 'clone', fixture.remote('dev', fixture.tokens.developer), 'work');
    const asked = assert.rejects(fixture.api('GET', `/repos/${cart}/branches`));
    await fixture.forge.stop();
    await Promise.all([work, clone, asked]);
    // Node takes some turns to let go of handles that are closed.
    for (let turn = 0; turn < 1000 && handles() > before; turn += 1) await new Promise(setImmediate);
    assert.equal(handles(), before);
    await assert.rejects(fixture.api('GET', '/version'));
    await fixture.dispose();
  });

  it('can be asked for twice', async () => {
    const fixture = await startFixture();
    await fixture.forge.stop();
    await fixture.dispose();
  });
});
