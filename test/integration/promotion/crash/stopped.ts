import assert from 'node:assert/strict';
import type { DialectName } from '../../../lab/forge';
import { ForgeWorld, manifest, type Printed } from '../forgeWorld';
import type { CommandLine, Ended } from './commandLine';
import { Doorway } from './doorway';

/** After which something is half done: looked, pushed and not proposed, told and not heard. */
export type Step = 'looked' | 'pushed' | 'told';

/** The requests that each step ends with. */
const requests: Readonly<Record<DialectName, Readonly<Record<Exclude<Step, 'pushed'>, RegExp>>>> = {
  gitea: { looked: /^GET .*\/pulls$/, told: /^(POST|PATCH) .*\/pulls/ },
  github: { looked: /^GET .*\/pulls$/, told: /^(POST|PATCH) .*\/pulls/ },
  gitlab: { looked: /^GET .*\/merge_requests$/, told: /^(POST|PUT) .*\/merge_requests/ },
  azure: { looked: /^GET .*\/pullrequests$/, told: /^(POST|PATCH) .*\/pullrequests/ },
  bitbucket: { looked: /^GET .*\/pullrequests$/, told: /^(POST|PUT) .*\/pullrequests/ },
  bitbucketDataCenter: { looked: /^GET .*\/pull-requests$/, told: /^(POST|PUT) .*\/pull-requests/ },
};

/**
 * A person whose command is killed once the forge has done something, and who runs it again. What the forge has done by then is
 * done; what the process would have learned from the answer is lost.
 */
export class Stopped {
  private constructor(
    readonly world: ForgeWorld,
    private readonly doorway: Doorway,
    private readonly line: CommandLine,
  ) {}

  static async on(dialect: DialectName, line: CommandLine): Promise<Stopped> {
    const world = await ForgeWorld.start(dialect);
    return new Stopped(world, await Doorway.to(world.forge.url), line);
  }

  run(args: readonly string[], killAfter?: Step): Promise<Ended> {
    const { world, doorway } = this;
    const request =
      killAfter === 'pushed' ? /^POST .*\/git-receive-pack$/ : killAfter && requests[world.dialect][killAfter];
    const whole = [...args, '--repo', world.addressAt(doorway.url), '--json'];
    return this.line.run(whole, world.environment('ada', doorway.url), (child) => {
      doorway.whenDone((passed) => {
        if (!request?.test(passed)) return 'handOn';
        child.kill('SIGKILL');
        return 'drop';
      });
    });
  }

  /** Makes something new for each step, kills the command after it, and checks how it goes on. */
  async atEachStep(
    steps: readonly Step[],
    args: () => Promise<readonly string[]>,
    check: (wanted: readonly string[]) => Promise<void>,
  ): Promise<void> {
    for (const step of steps) {
      const wanted = await args();
      assert.equal((await this.run(wanted, step)).code, undefined, `it was killed once it had ${step}`);
      await check(wanted);
    }
  }

  /** One pull request, of one commit on top of the target, with what was promised. */
  async isRight(ended: Ended): Promise<{ readonly number: number; readonly document: Printed }> {
    const { world } = this;
    assert.equal(ended.code, 0, ended.stderr);
    const document = JSON.parse(ended.stdout) as Printed;
    const [only, ...more] = world.open();
    assert.deepEqual(more, [], 'one pull request');
    assert.equal(only?.number, document.pullRequest?.number);
    assert.equal(await world.head(only?.head ?? ''), document.commit);
    assert.ok(only?.body.includes(document.commit ?? 'no commit') || only?.head.startsWith('rollback/'), 'its text');
    const heads = await world.forge.heads(world.repository);
    assert.equal(await world.git('rev-parse', `${document.commit}^`), heads.get('test'), 'one commit on the target');
    assert.equal(await world.treeOf(document.commit ?? ''), document.tree);
    return { number: only?.number ?? 0, document };
  }

  /** A promotion that is stopped at each of these steps, and lands. */
  async promotes(steps: readonly Step[]): Promise<void> {
    const { world } = this;
    let version = 10;
    await this.atEachStep(
      steps,
      async () => {
        await world.commit('dev', 'Next image', { 'cart.yaml': manifest(`cart:${++version}`) });
        return promote;
      },
      async (wanted) => {
        const { number, document } = await this.isRight(await this.run(wanted));
        assert.match(await world.git('show', `${document.commit}:cart.yaml`), new RegExp(`image: cart:${version} #`));
        await world.land(number, 'squash');
      },
    );
  }

  /** A rollback that is stopped at each of these steps, and lands. */
  async rollsBack(steps: readonly Step[]): Promise<void> {
    const { world } = this;
    await this.atEachStep(
      steps,
      async () => {
        await world.commit('test', 'By hand', { 'by-hand.txt': `${Math.random()}\n` });
        return ['rollback', '--branch', 'test', '--undo', await world.git('rev-parse', 'test')];
      },
      async (wanted) => {
        const { number } = await this.isRight(await this.run(wanted));
        await world.land(number, 'rebase');
      },
    );
  }

  async end(): Promise<void> {
    await this.doorway.close();
    await this.world.end();
  }
}

export const promote = ['promote', '--from', 'dev', '--to', 'test', '--include-reintroduced'];
