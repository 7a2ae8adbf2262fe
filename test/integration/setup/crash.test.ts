import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandLine } from '../promotion/crash/commandLine';
import { Doorway } from '../promotion/crash/doorway';
import { image, SetupWorld, standings, type SetupDocument } from './world';

/** What changes something; reads leave nothing half done. */
const isWrite = (passed: string) => /^(?:POST|PUT|PATCH) /.test(passed) && !passed.endsWith('/git-upload-pack');

/** The process is killed after each of its writes, as a first run shows them, and run again. */
describe('a setup that is stopped after any step and run again', function () {
  this.timeout(600_000);
  let world: SetupWorld;
  let doorway: Doorway;
  let line: CommandLine;
  before(async () => {
    world = await SetupWorld.start();
    doorway = await Doorway.to(world.forge.url);
    line = await CommandLine.built();
  });
  after(async () => {
    await doorway.close();
    await line.dispose();
    await world.end();
  });

  const catalog = () => join(world.folder, 'branchline.yaml');

  /** @param killAfter which of the writes is the last, from 1; the answer to it is lost */
  const run = async (name: string, killAfter = Infinity) => {
    const writes: string[] = [];
    const args = ['setup', name, '--forge', doorway.url, '--owner', 'gitops', '--image', image, '--catalog', catalog()];
    const ended = await line.run(
      [...args, '--webhook', 'https://example.com/hook', '--yes', '--json'],
      world.environment(),
      (child) => {
        doorway.whenDone((passed) => {
          if (!isWrite(passed)) return 'handOn';
          writes.push(passed.replace(name, 'NAME'));
          if (writes.length < killAfter) return 'handOn';
          child.kill('SIGKILL');
          return 'drop';
        });
      },
    );
    const document = ended.stdout === '' ? undefined : (JSON.parse(ended.stdout) as SetupDocument);
    return { ...ended, writes, document };
  };

  it('does each thing once in all, whatever it was stopped after', async () => {
    const whole = await run('whole');
    assert.deepEqual([whole.code, whole.document?.complete], [0, true], whole.stderr);
    const expected = whole.writes;
    assert.equal(expected.length, 6, expected.join('\n'));
    for (let step = 1; step <= expected.length; step += 1) {
      const name = `cart-${step}`;
      await rm(catalog());
      const killed = await run(name, step);
      assert.equal(killed.code, undefined, `it was killed: ${killed.stderr}`);
      const pushed = await world.git(`gitops/${name}`, 'for-each-ref');
      const ended = await run(name);
      assert.deepEqual([ended.code, ended.document?.complete], [0, true], `${ended.stderr}${ended.stdout}`);
      // git outlives us for a moment, and pushes once more: the leases refuse that, and what is there stays.
      const asked = (writes: readonly string[]) => writes.filter((one) => !one.endsWith('git-receive-pack'));
      const both = [...asked(killed.writes), ...asked(ended.writes)];
      assert.deepEqual(both, asked(expected), `after ${expected[step - 1] ?? ''}`);
      assert.equal(ended.document?.made.includes('branches'), pushed === '');
      if (pushed !== '') assert.equal(await world.git(`gitops/${name}`, 'for-each-ref'), pushed);
      const last = await run(name);
      assert.deepEqual([last.code, last.document?.made, asked(last.writes)], [0, [], []], last.stderr);
      assert.ok(Object.values(standings(last.document)).every((standing) => standing === 'there'));
      assert.equal((await world.readCatalog()).split(`name: ${name}`).length, 2);
    }
  });
});
