import { strict as assert } from 'node:assert';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { UpdateDocument } from '../../../src/cli/commands/update/document';
import { CommandLine } from '../promotion/crash/commandLine';
import { Doorway } from '../promotion/crash/doorway';
import { UpdateWorld } from './world';

/** The process is killed at each step after which something is half done, and run again: one pull request, with the right content. */
describe('an update that is stopped at any step and run again', function () {
  this.timeout(300_000);
  let here: UpdateWorld;
  let doorway: Doorway;
  let line: CommandLine;

  before(async () => {
    here = await UpdateWorld.start();
    doorway = await Doorway.to(here.world.forge.url);
    line = await CommandLine.built();
    await here.write([
      'services:',
      `  - name: cart`,
      `    repository: "${doorway.url}/${here.world.repository}.git"`,
      `    update: { images: [{ image: "${here.image}", semver: ^1 }] }`,
    ]);
  });
  after(async () => {
    await doorway.close();
    await here.end();
    await line.dispose();
  });

  const catalog = () => join(here.world.folder, 'branchline.yaml');
  const run = (killAfter?: RegExp) =>
    line.run(
      ['update', '--json', '--catalog', catalog(), '--plain-http', here.registry.host],
      here.environment(),
      (child) => {
        doorway.whenDone((passed) => {
          if (!killAfter?.test(passed)) return 'handOn';
          child.kill('SIGKILL');
          return 'drop';
        });
      },
    );

  let minor = 0;
  for (const [name, point] of Object.entries({
    'looked for open ones': /^GET .*\/pulls$/,
    pushed: /^POST .*\/git-receive-pack$/,
    'said it to the forge': /^(POST|PATCH) .*\/api\//,
  })) {
    for (const state of ['opening', 'moving']) {
      it(`(${state}) once it had ${name}`, async () => {
        const tag = `1.${(minor += 1)}.0`;
        await here.push(tag);
        assert.equal((await run(point)).code, undefined, 'it was killed');
        const ended = await run();
        assert.equal(ended.code, 0, ended.stderr);
        const [cart] = (JSON.parse(ended.stdout) as UpdateDocument).services;
        const [only, ...more] = here.world.open();
        assert.deepEqual(more, []);
        assert.ok(only);
        assert.equal(only.number, cart?.proposal?.pullRequest?.number);
        assert.ok(only.body.includes(cart?.proposal?.commit ?? 'no commit'));
        assert.match(await here.file(only.head), new RegExp(`cart:${tag.replaceAll('.', '\\.')} `));
        if (state === 'moving') await here.world.land(only.number, 'squash');
      });
    }
  }

  it('closes what it was stopped at once nothing of it is wanted any more', async () => {
    await here.push(`1.${(minor += 1)}.0`);
    assert.equal((await run()).code, 0);
    await here.push(`1.${(minor += 1)}.0`);
    assert.equal((await run(/^POST .*\/git-receive-pack$/)).code, undefined, 'it was killed');
    const [open] = here.world.open();
    assert.ok(
      open && !open.body.includes((await here.world.head(open.head)) ?? ''),
      'its text is of the commit before',
    );
    const lines = await readFile(catalog(), 'utf8');
    await writeFile(catalog(), lines.replace('semver: ^1', 'semver: ~0.9'));
    const ended = await run();
    const [cart] = (JSON.parse(ended.stdout) as UpdateDocument).services;
    assert.deepEqual([ended.code, cart?.withdrawn, here.world.open()], [0, open.number, []], ended.stderr);
    await writeFile(catalog(), lines);
  });

  it('looks again where the branch goes on meanwhile', async () => {
    const tag = `1.${(minor += 1)}.0`;
    await here.push(tag);
    let moved = false;
    doorway.whenDone(async (passed) => {
      if (!moved && /^GET .*\/pulls$/.test(passed)) {
        moved = true;
        await here.world.commit('dev', 'Meanwhile', { 'meanwhile.txt': 'so\n' });
      }
      return 'handOn' as const;
    });
    const ran = await here.update('--catalog', catalog());
    assert.deepEqual([moved, ran.code, ran.cart.error], [true, 0, undefined], ran.stderr);
    const [only] = here.world.open();
    assert.equal(await here.world.git('rev-parse', `${only?.head ?? ''}^`), await here.world.head('dev'));
    assert.match(await here.file(only?.head ?? ''), new RegExp(`cart:${tag.replaceAll('.', '\\.')} `));
  });
});
