import assert from 'node:assert/strict';
import type { ForgeSettings } from '../../../src/core/forge/identify';
import { startLab } from '../../lab';
import { toldForges } from '../../lab/forge';
import type { Lab } from '../../lab/lab';
import { never, observe, type ObservedLab } from './harness';

/** A host whose kind nobody can find out, and a person who says it while the fleet is looked at. */
describe('which forge a host is, said by a person', () => {
  let lab: Lab;
  let observed: ObservedLab;
  let said: ForgeSettings = {};

  before(async () => {
    lab = await startLab({ services: ['cart'], forge: 'bitbucket' });
    observed = await observe(lab, { forges: () => said });
  });
  after(async () => {
    await observed.dispose();
    await lab.dispose();
  });

  it('counts as soon as it is said, and as soon as it is taken back', async () => {
    const pipeline = () => observed.cell('cart/dev').pipeline.kind;
    await observed.fleet.refresh('start', never);
    await observed.until(
      'what waits is known by git alone',
      ({ edges }) => edges.get('cart/dev>test')?.plan.kind === 'known',
    );
    assert.equal(pipeline(), 'unknown');
    said = toldForges('bitbucket', lab.forge.url);
    await observed.fleet.refresh('settings', never);
    assert.equal(pipeline(), 'known');
    said = {};
    await observed.fleet.refresh('settings', never);
    await assert.rejects(observed.fleet.pipeline('cart/dev', never), { code: 'fleet/noForge' });
  });
});
