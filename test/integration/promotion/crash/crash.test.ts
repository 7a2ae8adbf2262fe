import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ForgeWorld, manifest, type Printed } from '../forgeWorld';
import { CommandLine } from './commandLine';
import { Doorway } from './doorway';

/** The requests after which something is half done: looked, pushed and not proposed, told and not heard. */
function faultPoints(dialect: 'gitea' | 'gitlab'): Readonly<Record<string, RegExp>> {
  return {
    looked: { gitea: /^GET .*\/pulls$/, gitlab: /^GET .*\/merge_requests$/ }[dialect],
    pushed: /^POST .*\/git-receive-pack$/,
    told: { gitea: /^(POST|PATCH) .*\/api\//, gitlab: /^(POST|PUT) .*\/merge_requests/ }[dialect],
  };
}

/**
 * The process is killed at each step after which something is half done, and run again: one pull request, with the right
 * content. What the forge has done by then is done; what the process would have learned from the answer is lost.
 */
for (const dialect of ['gitea', 'gitlab'] as const)
  describe(`stopped at any step and run again, on a forge that speaks as ${dialect} does`, function () {
    this.timeout(300_000);
    let world: ForgeWorld;
    let doorway: Doorway;
    let line: CommandLine;

    before(async () => {
      world = await ForgeWorld.start(dialect);
      doorway = await Doorway.to(world.forge.url);
      line = await CommandLine.built();
    });
    after(async () => {
      await doorway.close();
      await world.end();
      await line.dispose();
    });

    const address = () => `${doorway.url}/${world.repository}.git`;
    const run = (args: readonly string[], killAfter?: RegExp) =>
      line.run([...args, '--repo', address(), '--json'], world.environment(), (child) => {
        doorway.whenDone((passed) => {
          if (!killAfter?.test(passed)) return 'handOn';
          child.kill('SIGKILL');
          return 'drop';
        });
      });

    async function isRight(ended: {
      readonly code: number | undefined;
      readonly stdout: string;
      readonly stderr: string;
    }) {
      assert.equal(ended.code, 0, ended.stderr);
      const document = JSON.parse(ended.stdout) as Printed;
      const [only, ...more] = world.open();
      assert.deepEqual(more, [], 'one pull request');
      assert.equal(only?.number, document.pullRequest?.number);
      assert.equal(await world.head(only?.head ?? ''), document.commit);
      assert.ok(only?.body.includes(document.commit ?? 'no commit') || only?.head.startsWith('rollback/'), 'its text');
      const heads = await world.forge.heads(world.repository);
      assert.equal(await git('rev-parse', `${document.commit}^`), heads.get('test'), 'one commit on top of the target');
      assert.equal(await git('rev-parse', `${document.commit}^{tree}`), document.tree);
      return { number: only?.number ?? 0, document };
    }

    async function git(...args: readonly string[]): Promise<string> {
      const folder = world.forge.repositoryPath(world.repository);
      return (await promisify(execFile)('git', ['-C', folder, ...args])).stdout.trim();
    }

    const promote = ['promote', '--from', 'dev', '--to', 'test', '--include-reintroduced'];

    /** Makes something new each time, kills the command after one of the fault points, and checks how it goes on. */
    async function atEachStep(
      args: () => Promise<readonly string[]>,
      check: (wanted: readonly string[]) => Promise<void>,
    ) {
      for (const [name, point] of Object.entries(faultPoints(dialect))) {
        const wanted = await args();
        assert.equal((await run(wanted, point)).code, undefined, `it was killed once it had ${name}`);
        await check(wanted);
      }
    }

    it('promote: a new pull request', async () => {
      let version = 10;
      await atEachStep(
        async () => {
          await world.commit('dev', 'Next image', { 'cart.yaml': manifest(`cart:${++version}`) });
          return promote;
        },
        async (wanted) => {
          const { number, document } = await isRight(await run(wanted));
          assert.match(await git('show', `${document.commit}:cart.yaml`), new RegExp(`image: cart:${version} #`));
          await world.forge.merge(world.repository, number, 'squash');
        },
      );
    });

    // What follows is the same way on each forge.
    if (dialect !== 'gitea') return;

    it('promote: one that is open takes what came since', async () => {
      await world.commit('dev', 'Next image', { 'cart.yaml': manifest('cart:100') });
      const first = await isRight(await run(promote));
      let version = 100;
      await atEachStep(
        async () => {
          await world.commit('dev', 'Next image', { 'cart.yaml': manifest(`cart:${++version}`) });
          return promote;
        },
        async (wanted) => {
          const { number, document } = await isRight(await run(wanted));
          assert.equal(number, first.number, 'the same pull request');
          assert.match(await git('show', `${document.commit}:cart.yaml`), new RegExp(`image: cart:${version} #`));
        },
      );
      await world.forge.merge(world.repository, first.number, 'merge');
    });

    it('rollback', async () => {
      await atEachStep(
        async () => {
          await world.commit('test', 'By hand', { 'by-hand.txt': `${Math.random()}\n` });
          return ['rollback', '--branch', 'test', '--undo', await git('rev-parse', 'test')];
        },
        async (wanted) => {
          const { number } = await isRight(await run(wanted));
          await world.forge.merge(world.repository, number, 'rebase');
        },
      );
    });
  });

describe('several at once', function () {
  this.timeout(300_000);
  let world: ForgeWorld;
  beforeEach(async () => {
    world = await ForgeWorld.start();
  });
  afterEach(() => world.end());

  it('who promote the same make one pull request of one commit', async () => {
    const ran = await Promise.all([world.promote('ada'), world.promote('bob'), world.promote('ada')]);
    assert.deepEqual(
      ran.map(({ code }) => code),
      [0, 0, 0],
      ran.map(({ stderr }) => stderr).join(),
    );
    assert.equal(new Set(ran.map(({ document }) => document.commit)).size, 1);
    assert.equal(new Set(ran.map(({ document }) => document.pullRequest?.number)).size, 1);
    assert.equal(world.open().length, 1);
  });

  it('of whom one sees a newer source: one pull request in the end, with what the last one saw', async () => {
    const older = world.promote('ada');
    await world.commit('dev', 'Image 3', { 'cart.yaml': manifest('cart:3') });
    await Promise.all([older, world.promote('bob')]);
    const settled = await world.promote('bob');
    assert.equal(settled.code, 0, settled.stderr);
    assert.match(world.pullRequest(settled.document.pullRequest?.number).body, /`cart:1` → `cart:3`/);
    for (const { number } of world.open()) {
      if (number !== settled.document.pullRequest?.number) assert.match(settled.stderr, new RegExp(`#${number}`));
    }
  });

  it('a push in between stops it, and says which commits came', async () => {
    const doorway = await Doorway.to(world.forge.url);
    try {
      let pushed: Promise<unknown> | undefined;
      // The plan is made, and the forge is looked for; only then the push comes.
      doorway.whenDone(async (passed): Promise<'handOn'> => {
        if (passed.includes('/api/')) await (pushed ??= world.commit('test', 'Scaled by hand', { 'x.txt': 'x\n' }));
        return 'handOn';
      });
      const repo = `${doorway.url}/${world.repository}.git`;
      const stopped = await world.cli('ada', 'promote', '--repo', repo, '--from', 'dev', '--to', 'test');
      assert.equal(stopped.code, 1, stopped.stdout);
      assert.match(stopped.stderr, /test moved from \w+ to \w+ \(“Scaled by hand” by .+\)\. Nothing was pushed/);
      assert.deepEqual([...(await world.forge.heads(world.repository)).keys()].sort(), ['dev', 'test']);
    } finally {
      await doorway.close();
    }
  });

  it('a forge that loses the answer after it created gives one pull request', async () => {
    world.forge.failOnce({ method: 'POST', path: /\/pulls$/ }, { kind: 'resetAfter' });
    const ran = await world.promote();
    assert.equal(ran.code, 0, ran.stderr);
    assert.equal(world.open().length, 1);
  });
});
