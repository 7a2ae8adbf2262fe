import assert from 'node:assert/strict';
import { CanaryRun } from './canaryRun';
import { secretPlaces } from './places';

describe('No command tells a secret, wherever a repository keeps it', function () {
  this.timeout(900_000);
  let run: CanaryRun;

  before(async () => {
    run = new CanaryRun(secretPlaces);
    await run.run();
  });
  after(() => {
    run.dispose();
  });

  it('in whatever form', () => {
    assert.deepEqual(run.heard.leaks(run.canaries), []);
  });

  it('and diffs were made', () => {
    const said = run.heard.texts.filter(([where]) => where.includes('rollback')).map(([, text]) => text);
    assert.ok(said.some((text) => text.includes('@@')));
  });

  it('and this would find one', () => {
    const [name = '', value = ''] = Object.entries(run.canaries)[0] ?? [];
    run.heard.add('a control', `=${Buffer.from(`x${value}`).toString('base64url')}=`);
    assert.deepEqual(
      run.heard.leaks(run.canaries).map((leak) => leak.split(':')[0]),
      [`${name} in a control`],
    );
  });
});
