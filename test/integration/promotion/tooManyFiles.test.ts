import { strict as assert } from 'node:assert';
import { tmpdir } from 'node:os';
import { runBranchline } from '../runBranchline';
import { World } from './world';

/** One more than are judged together. Source: docs/security.md. */
const tooMany = 20_001;

describe('two branches of which more files differ than can be judged', () => {
  let world: World;
  const all = (text: string) => Object.fromEntries(Array.from({ length: tooMany }, (_, at) => [`${at}.yaml`, text]));
  const cli = (...args: readonly string[]) =>
    runBranchline([args[0] ?? '', '--repo', world.path, ...args.slice(1)], { environment: {}, folder: tmpdir() });

  before(async () => {
    world = new World();
    await world.reset('test', await world.commit('dev', 'one', all('a: 1\n')));
    await world.commit('dev', 'two', all('a: 2\n'));
  });
  after(() => world.dispose());

  for (const args of [
    ['plan', '--from', 'dev', '--to', 'test'],
    ['promote', '--from', 'dev', '--to', 'test', '--dry-run'],
    ['rollback', '--branch', 'dev', '--to', 'dev~1', '--dry-run'],
    ['rollback', '--branch', 'dev', '--undo', 'dev', '--dry-run'],
  ]) {
    it(`${args.join(' ')} ends with an error that says so, and gives no answer`, async () => {
      const { code, stdout, stderr } = await cli(...args);
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, /20001 files differ, and 20000 is the most that is judged/);
    });
  }
});
