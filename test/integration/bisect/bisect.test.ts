import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BisectDocument } from '../../../src/cli/commands/bisect/document';
import { World } from '../promotion/world';
import { runBranchline } from '../runBranchline';

const secret = 'hunter2hunter2';
const files = (number: number, password = 'first') => ({
  'web.yaml': `image: shop/web:${number}\n`,
  'secret.yaml': `apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\nstringData:\n  password: ${password}\n`,
});
const broken = 7;

describe('which deployment broke it', function () {
  this.timeout(240_000);
  let world: World;
  let folder: string;
  let clone: string;
  const commits: string[] = [];

  before(async () => {
    world = new World();
    folder = mkdtempSync(join(tmpdir(), 'branchline-bisect-'));
    for (let number = 0; number < 12; number += 1) {
      const made = files(number, number >= broken ? secret : 'first');
      commits.push(await world.commit('prod', `Deployment ${number}`, made));
    }
    // The search runs on a person's own clone, with work under way in it.
    clone = join(folder, 'clone');
    execFileSync('git', ['clone', '--quiet', '--branch', 'prod', world.path, clone]);
    writeFileSync(join(clone, 'web.yaml'), 'edited\n');
    const catalog = `version: 1\nenvironments: [{ name: prod }]\nservices: [{ name: web, repository: ${JSON.stringify(clone)} }]\n`;
    writeFileSync(join(folder, 'branchline.yaml'), catalog);
    const program = `const { readFileSync, appendFileSync } = require('node:fs');
const { BRANCHLINE_TREE: tree, BRANCHLINE_COMMIT: commit } = process.env;
appendFileSync('asked', [commit, tree, process.env.BRANCHLINE_TOKEN ?? 'none', ...process.argv.slice(2)].join(' ') + '\\n');
console.log('password: ${secret}');
if (process.argv[3] === commit) process.exit(125);
if (process.argv[4] === commit) process.exit(Number(process.argv[5]));
process.exit(Number(/\\d+/.exec(readFileSync(tree + '/web.yaml', 'utf8'))[0]) >= Number(process.argv[2]) ? 1 : 0);`;
    writeFileSync(join(folder, 'test.js'), program);
  });
  after(() => {
    world.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  const state = () =>
    ['status', 'rev-parse', 'for-each-ref', 'stash'].map((command) =>
      execFileSync(
        'git',
        [command, ...({ status: ['--porcelain'], 'rev-parse': ['HEAD'], stash: ['list'] }[command] ?? [])],
        {
          cwd: clone,
          encoding: 'utf8',
        },
      ),
    );

  async function bisect(...args: readonly string[]) {
    rmSync(join(folder, 'asked'), { force: true });
    const environment = { PATH: process.env['PATH'], BRANCHLINE_TOKEN: 'for forges alone' };
    const words = ['bisect', '--service', 'web', '--environment', 'prod', '--json', ...args];
    const { code, stdout, stderr } = await runBranchline(words, { environment, folder });
    const asked = existsSync(join(folder, 'asked'))
      ? readFileSync(join(folder, 'asked'), 'utf8').trimEnd().split('\n')
      : [];
    return {
      code,
      stderr,
      stdout,
      asked,
      document: stdout === '' ? undefined : (JSON.parse(stdout) as BisectDocument),
    };
  }
  const run = (...args: readonly string[]) => ['--run', process.execPath, 'test.js', String(broken), ...args];
  const good = () => ['--good', commits[0] ?? ''];

  it('a program finds it, in a folder of its own that is gone afterwards, and nothing of the person is touched', async () => {
    const before = state();
    const { code, document, asked, stderr, stdout } = await bisect(...good(), ...run());
    assert.equal(code, 0, stderr);
    const [suspect] = document?.suspects ?? [];
    assert.equal(suspect?.commit, commits[broken]);
    assert.deepEqual(
      suspect?.items.map(({ path, change }) => [path, change]),
      [
        ['secret.yaml', 'changed'],
        ['web.yaml', 'changed'],
      ],
    );
    assert.match(
      suspect.takeBack?.command ?? '',
      /^branchline rollback --repo \S+ --branch prod --(undo|to) [0-9a-f]{40}$/,
    );
    assert.ok(asked.length <= Math.ceil(Math.log2(12)) + 1);
    const told = new Map(document?.marks.map(({ commit, by }) => [commit, by]));
    assert.deepEqual([told.get(commits[0]), told.get(commits[broken])], ['person', 'program']);
    for (const line of asked) {
      const [, tree = '', token] = line.split(' ');
      assert.deepEqual([existsSync(tree), token], [false, 'none']);
    }
    assert.deepEqual(state(), before);
    assert.doesNotMatch(stdout + stderr, new RegExp(secret));
  });

  it('what was skipped leaves a range, and a program that tells nothing stops, with the command that goes on', async () => {
    const skipped = await bisect(...good(), '--skip', commits[6] ?? '', ...run(commits[broken] ?? ''));
    assert.equal(skipped.code, 3);
    assert.deepEqual(
      skipped.document?.suspects.map(({ commit }) => commit),
      commits.slice(6, 9),
    );
    // With 127 a shell says that it found no such program.
    for (const code of ['200', '127']) {
      const stopped = await bisect(...good(), ...run('', commits[8] ?? '', code));
      assert.deepEqual([stopped.code, stopped.stdout], [1, '']);
      const command = /branchline (bisect .*)/.exec(stopped.stderr)?.[1]?.split(' ') ?? [];
      assert.ok(command.includes(commits[5] ?? '?'), stopped.stderr);
    }
  });

  it('without a program it asks one thing, and each answer is a command that goes on to the end', async () => {
    let words: readonly string[] = good();
    for (let questions = 0; ; questions += 1) {
      const { code, document } = await bisect(...words);
      assert.ok(document && questions < 6);
      const { next, goOn, suspects } = document;
      if (next === null) {
        assert.deepEqual([code, suspects.map(({ commit }) => commit)], [0, [commits[broken]]]);
        return;
      }
      assert.equal(code, 3);
      const answer = commits.indexOf(next.commit) >= broken ? goOn[1] : goOn[0];
      words =
        answer
          ?.split(' ')
          .filter((word) => word !== '--json')
          .slice(6) ?? [];
    }
  });

  it('a bad one that is older than all that was good is told', async () => {
    const [older, last] = [commits[1] ?? '', commits[2] ?? ''];
    const { code, document } = await bisect('--good', last, '--bad', older, '--bad', 'prod', ...run());
    assert.equal(code, 0);
    assert.deepEqual(document?.contradictions, [{ bad: older, good: last }]);
    assert.equal(document.suspects[0]?.commit, commits[broken]);
  });

  it('ends that are none are refused', async () => {
    for (const words of [
      ['--good', commits[9] ?? '', '--bad', commits[2] ?? ''],
      ['--good', commits[2] ?? '', '--bad', commits[2] ?? ''],
      ['--good', commits[2] ?? '', '--skip', commits[2] ?? ''],
      [...good(), 'what'],
      [...good(), '--run'],
      ['--good', 'f'.repeat(40)],
    ]) {
      assert.equal((await bisect(...words)).code, 1, words.join(' '));
    }
  });
});
