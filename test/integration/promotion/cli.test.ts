import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DryRunDocument } from '../../../src/cli/output/dryRun';
import { runBranchline } from '../runBranchline';
import { World } from './world';

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

describe('the command line on repositories', function () {
  this.timeout(240_000);
  let world: World;
  let folder: string;
  let root: string;

  const file = (image: string, replicas = 1) => `replicas: ${replicas}\nimage: ${image}\n`;

  beforeEach(async () => {
    world = new World();
    folder = mkdtempSync(join(tmpdir(), 'branchline-cli-'));
    root = await world.commit('dev', 'start', { 'values.yaml': file('v1') });
    await world.reset('test', root);
    await world.commit('test', 'size', { 'values.yaml': file('v1', 3) });
    writeFileSync(
      join(folder, 'branchline.yaml'),
      [
        'version: 1',
        'environments:',
        '  - { name: dev, branch: dev }',
        '  - { name: test, branch: test }',
        'content:',
        '  environmentOwned: { keys: [replicas] }',
        'services:',
        `  - { name: cart, repository: ${JSON.stringify(world.path)} }`,
        '',
      ].join('\n'),
    );
  });

  afterEach(() => {
    world.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  async function cli(...args: string[]): Promise<Outcome> {
    return runBranchline(args, {
      environment: { BRANCHLINE_CACHE: join(folder, 'cache') },
      folder,
    });
  }

  const edge = () => ['--repo', world.path, '--from', 'dev', '--to', 'test'];
  const json = ({ stdout }: Outcome): Record<string, unknown> => JSON.parse(stdout) as Record<string, unknown>;
  const refs = () => world.git('for-each-ref', '--format=%(refname)');

  it('plan: 0 in sync, 2 pending, 3 held or in conflict, 1 a missing branch, by a catalog found upwards', async () => {
    assert.equal((await cli('plan', ...edge())).code, 0);
    await world.commit('dev', 'two', { 'values.yaml': file('v2', 2) });
    const pending = await cli('plan', ...edge(), '--json');
    assert.equal(pending.code, 2);
    assert.equal(pending.stderr, '');
    assert.deepEqual(Object.keys(json(pending)), [
      'edge',
      'source',
      'target',
      'state',
      'baseline',
      'prediction',
      'items',
      'conflicts',
      'hotfixes',
      'untouched',
      'commits',
      'notes',
    ]);
    await world.commit('test', 'hotfix', { 'values.yaml': file('hot', 3) });
    assert.equal((await cli('plan', ...edge())).code, 3);
    const missing = await cli('plan', '--repo', world.path, '--from', 'nope', '--to', 'test', '--json');
    assert.deepEqual([missing.code, json(missing)['state']], [1, 'branchMissing']);
  });

  it('without a catalog nothing is environment-owned', async () => {
    rmSync(join(folder, 'branchline.yaml'));
    const plan = json(await cli('plan', ...edge(), '--json'));
    assert.equal(plan['state'], 'downstreamOnly');
  });

  it('promote: a dry run changes nothing, the branch is pushed once, and the story goes on to a held edge', async () => {
    await world.commit('dev', 'two', { 'values.yaml': file('v2') });
    const before = refs();
    const dry = await cli('promote', ...edge(), '--dry-run', '--json');
    assert.equal(dry.code, 2);
    assert.equal(refs(), before);
    const made = json(await cli('promote', ...edge(), '--no-pr', '--json'));
    const { dryRun, result, code, ...proposed } = json(dry);
    const { diff, ...told } = result as Record<string, unknown>;
    assert.deepEqual<unknown>(made, { ...proposed, result: told });
    assert.deepEqual(code, { images: [], unread: [], more: 0 }, 'what is no image of a workload brings no code');
    assert.match(String(diff), /^-image: v1\n\+image: v2$/m);
    const { plan, items, untouched } = dryRun as DryRunDocument;
    assert.deepEqual(
      items.map(({ key, before, after }) => ({ key, before, after })),
      [{ key: ['image'], before: 'v1', after: 'v2' }],
    );
    assert.deepEqual([plan?.baseline.rung, plan?.source.branch, plan?.commits.length], ['mergeBase', 'dev', 1]);
    assert.deepEqual(untouched, [{ path: 'values.yaml', key: ['replicas'], source: 1, target: 3 }]);
    assert.equal(world.git('rev-parse', String(made['branch'])), made['commit']);
    assert.deepEqual(json(await cli('promote', ...edge(), '--no-pr', '--json')), made);
    const head = world.head('test');
    await world.commit('test', 'Merge', {}, { merge: [String(made['commit'])], tree: String(made['tree']) });
    assert.equal((await cli('promote', ...edge(), '--no-pr')).code, 0);

    const back = await cli('rollback', '--repo', world.path, '--branch', 'test', '--to', 'test~1', '--no-pr', '--json');
    assert.equal(back.code, 0);
    assert.deepEqual(json(back)['collateral'], []);
    assert.equal(json(back)['tree'], world.treeOf(head));
    await world.commit(
      'test',
      'Merge',
      {},
      { merge: [String(json(back)['commit'])], tree: String(json(back)['tree']) },
    );
    const held = await cli('promote', ...edge(), '--no-pr', '--json');
    assert.equal(held.code, 3);
    assert.equal((json(held)['reintroduces'] as unknown[]).length, 1);
    const included = await cli('promote', ...edge(), '--no-pr', '--json', '--include-reintroduced');
    assert.equal(included.code, 0);

    const history = json(await cli('history', '--repo', world.path, '--branch', 'test', '--json'));
    const kinds = (history['deployments'] as { origin: { kind: string } }[]).map(({ origin }) => origin.kind);
    assert.deepEqual(kinds.slice(0, 3), ['rollback', 'promotion', 'direct']);
  });

  it('promote: a conflict, no common history or a missing branch is never "nothing to do", though nothing is pending', async () => {
    await world.commit('test', 'hotfix', { 'values.yaml': file('hot', 3) });
    await world.commit('dev', 'two', { 'values.yaml': file('v2') });
    await world.commit('alone', 'other', { 'values.yaml': file('v9') }, { onto: null });
    const before = refs();
    for (const mode of ['--dry-run', '--no-pr']) {
      const conflict = await cli('promote', ...edge(), mode, '--json');
      const [place] = json(conflict)['conflicts'] as { key: string[] }[];
      assert.deepEqual([conflict.code, place?.key], [3, ['image']]);
      const unknown = await cli('promote', '--repo', world.path, '--from', 'dev', '--to', 'alone', mode, '--json');
      assert.deepEqual([unknown.code, json(unknown)['branch']], [3, null]);
      assert.match(unknown.stderr, /Pin a baseline/);
      for (const [from, to] of [['dev', 'nope'] as const, ['nope', 'test'] as const]) {
        const missing = await cli('promote', '--repo', world.path, '--from', from, '--to', to, mode, '--json');
        assert.deepEqual([missing.code, missing.stdout], [1, '']);
        assert.match(missing.stderr, /The branch nope does not exist/);
      }
    }
    assert.equal(refs(), before);
  });

  it('what a person committed to a branch of ours is not overwritten, with or without a pull request', async () => {
    await world.commit('dev', 'two', { 'values.yaml': file('v2') });
    await world.commit('test', 'own', { 'own.yaml': 'a: 1\n' });
    const promotion = ['promote', ...edge(), '--no-pr', '--json'];
    const back = ['rollback', '--repo', world.path, '--branch', 'test', '--to', 'test~1', '--no-pr', '--json'];
    for (const command of [promotion, back]) {
      const { branch, commit } = json(await cli(...command)) as { branch: string; commit: string };
      const added = await world.commit(branch, 'By hand', { 'notes.txt': 'mine\n' }, { onto: commit });
      const refused = await cli(...command);
      assert.deepEqual([refused.code, refused.stdout], [1, '']);
      assert.match(refused.stderr, /Somebody added commits to /);
      assert.equal(world.git('rev-parse', branch), added);
      world.git('update-ref', '-d', `refs/heads/${branch}`);
      assert.equal(json(await cli(...command))['commit'], commit);
    }
  });

  it('rollback: nothing to go back to is 0, an undo in conflict is 3, a commit that was never deployed is 1', async () => {
    const on = ['--repo', world.path, '--branch', 'test', '--no-pr', '--json'];
    assert.equal((await cli('rollback', ...on, '--to', 'test')).code, 0);
    const first = await world.commit('test', 'one', { 'values.yaml': file('a', 3) });
    await world.commit('test', 'two', { 'values.yaml': file('b', 3) });
    const conflict = await cli('rollback', ...on, '--undo', first);
    assert.equal(conflict.code, 3);
    assert.deepEqual((json(conflict)['conflicts'] as { key: string[] }[])[0]?.key, ['image']);
    const foreign = await world.commit('dev', 'dev', { 'values.yaml': file('c') });
    const never = await cli('rollback', ...on, '--to', foreign);
    assert.deepEqual([never.code, never.stdout], [1, '']);
    assert.match(never.stderr, /never deployed/);
    const start = await cli('rollback', ...on, '--undo', root);
    assert.deepEqual([start.code, /is the first deployment of test/.test(start.stderr)], [1, true]);
  });

  it('rollback: a branch that does not exist, or a commit that was never deployed, is an error in every mode', async () => {
    const dev = await world.commit('dev', 'dev', { 'values.yaml': file('c') });
    for (const mode of [['--to', 'test'], ['--undo', 'test'], ['--compare', 'test'], ['--to-healthy']]) {
      const missing = await cli('rollback', '--repo', world.path, '--branch', 'nope', ...mode, '--dry-run', '--json');
      assert.deepEqual([missing.code, missing.stdout], [1, ''], mode.join(' '));
      assert.match(missing.stderr, /The branch nope does not exist/);
    }
    const never = await cli('rollback', '--repo', world.path, '--branch', 'test', '--compare', dev, '--json');
    assert.deepEqual([never.code, /never deployed/.test(never.stderr)], [1, true]);
  });

  it('errors go to stderr with exit 1 and leave stdout empty', async () => {
    for (const args of [
      ['plan', '--repo', folder, '--from', 'a', '--to', 'b', '--json'],
      ['plan', '--repo', world.path, '--from', '--evil', '--to', 'b', '--json'],
      ['plan', '--json'],
      ['plan', ...edge(), '--catalog', join(folder, 'nope.yaml'), '--json'],
      ['rollback', '--repo', world.path, '--branch', 'test', '--json'],
      ['rollback', '--repo', world.path, '--branch', 'test', '--to', 'nope', '--json'],
      ['plan', '--repo', 'ext::sh -c true', '--from', 'a', '--to', 'b'],
      ['nonsense'],
    ]) {
      const outcome = await cli(...args);
      assert.deepEqual([outcome.code, outcome.stdout], [1, ''], args.join(' '));
      assert.notEqual(outcome.stderr, '');
    }
  });

  it('help teaches and is no error', async () => {
    const { code, stdout } = await cli('promote', '--help');
    assert.equal(code, 0);
    assert.match(stdout, /Examples:/);
  });

  it('a work tree with changes, a detached head and an index stay as they are', async () => {
    await world.commit('dev', 'two', { 'values.yaml': file('v2') });
    const clone = join(folder, 'clone');
    const git = (...args: string[]) => execFileSync('git', ['-C', clone, ...args], { encoding: 'utf8' });
    execFileSync('git', ['clone', '--quiet', world.path, clone]);
    git('checkout', '--quiet', '--detach', 'HEAD~1');
    writeFileSync(join(clone, 'values.yaml'), 'dirty: true\n');
    writeFileSync(join(clone, 'staged'), 'x');
    git('add', 'staged');
    const observe = () => ({
      status: git('status', '--porcelain'),
      head: readFileSync(join(clone, '.git/HEAD'), 'utf8'),
      index: readFileSync(join(clone, '.git/index'), 'hex'),
      refs: git('for-each-ref'),
      objects: readdirSync(join(clone, '.git/objects')).sort().join(),
    });
    const before = observe();
    assert.equal((await cli('plan', '--repo', clone, '--from', 'dev', '--to', 'test')).code, 2);
    const dry = await cli('promote', '--repo', clone, '--from', 'dev', '--to', 'test', '--dry-run');
    assert.equal(dry.code, 2);
    assert.deepEqual(observe(), before);
  });

  it('a URL is read through a mirror, as a path is read in place', async () => {
    await world.commit('dev', 'two', { 'values.yaml': file('v2') });
    const byPath = json(await cli('plan', ...edge(), '--json'));
    const byUrl = json(await cli('plan', '--repo', `file://${world.path}`, '--from', 'dev', '--to', 'test', '--json'));
    assert.deepEqual(byUrl, byPath);
  });

  it('a baseline that a force-push dropped is fetched by its name', async () => {
    const dropped = await world.commit('dev', 'two', { 'values.yaml': file('v2') });
    const made = json(await cli('promote', ...edge(), '--no-pr', '--json'));
    await world.commit('test', world.messageOf(String(made['commit'])), {}, { tree: String(made['tree']) });
    await world.commit('dev', 'anew', { 'values.yaml': file('v3') }, { onto: root });
    const url = ['--repo', `file://${world.path}`, '--from', 'dev', '--to', 'test', '--json'];
    const { baseline } = json(await cli('plan', ...url)) as { baseline: { commit: string } };
    assert.equal(baseline.commit, dropped);
  });

  it('pin: says once what is in force, in the catalog, and plan goes by it', async () => {
    const two = await world.commit('dev', 'two', { 'values.yaml': file('v2') });
    await world.commit('dev', 'three', { 'values.yaml': file('v3') });
    const byHand = await world.commit('test', 'by hand', { 'values.yaml': file('v2-rebuilt', 3) });
    assert.equal((await cli('plan', ...edge())).code, 3, 'both sides changed it');
    const pinned = await cli('pin', ...edge(), '--baseline', 'dev~1', '--json');
    assert.deepEqual(json(pinned), {
      catalog: join(folder, 'branchline.yaml'),
      service: 'cart',
      from: 'dev',
      to: 'test',
      baseline: two,
      deployment: byHand,
    });
    const { baseline } = json(await cli('plan', ...edge(), '--json')) as {
      baseline: { readonly rung: string; readonly commit: string };
    };
    assert.deepEqual([baseline.rung, baseline.commit], ['pinned', two]);
    assert.match((await cli('plan', ...edge())).stdout, /baseline: [0-9a-f]{10}, pinned by a person, at [0-9a-f]{10}/);
    const foreign = await cli('pin', ...edge(), '--baseline', byHand);
    assert.deepEqual([foreign.code, foreign.stdout], [1, '']);
    assert.match(foreign.stderr, /was never deployed from dev/);
  });

  it('what cannot be done is told in one sentence, as an error that is known', async () => {
    const missing = await cli('plan', '--repo', join(folder, 'nothing'), '--from', 'dev', '--to', 'test');
    assert.equal(missing.code, 1);
    assert.equal(missing.stderr, `branchline: ${join(folder, 'nothing')} is not a git repository.`);
  });

  it('pin: a repository that the catalog does not list is listed, and plan goes by it', async () => {
    const catalog = join(folder, 'branchline.yaml');
    const discover = 'discover:\n  - { forge: "https://git.example.com", owner: shop }\n';
    writeFileSync(catalog, readFileSync(catalog, 'utf8').replace(/services:[^]*/, discover));
    const two = await world.commit('dev', 'two', { 'values.yaml': file('v2') });
    await world.commit('test', 'by hand', { 'values.yaml': file('v2-rebuilt', 3) });
    const pinned = await cli('pin', ...edge(), '--baseline', two);
    assert.equal(pinned.code, 0, pinned.stderr);
    const plan = json(await cli('plan', ...edge(), '--json')) as { baseline: { readonly rung: string } };
    assert.equal(plan.baseline.rung, 'pinned');
  });

  it('rollback --compare shows each way back with its outcome, and changes nothing', async () => {
    await world.commit('dev', 'two', { 'values.yaml': file('v2') });
    await cli('promote', ...edge(), '--no-pr');
    await world.reset(
      'test',
      world.git(
        'rev-parse',
        refs()
          .split('\n')
          .find((ref) => ref.includes('promote')) ?? '',
      ),
    );
    const before = refs();
    const branch = ['--repo', world.path, '--branch', 'test'];
    const { code, stdout } = await cli('rollback', ...branch, '--compare', 'test', '--json');
    assert.equal(code, 2);
    const { ways } = JSON.parse(stdout) as { ways: { way: string; items: { key: string[]; after: string }[] }[] };
    assert.deepEqual(
      ways.map(({ way, items }) => [way, items.map(({ key, after }) => `${key.join('.')}=${after}`)]),
      [
        ['restoreBefore', ['image=v1']],
        ['undo', ['image=v1']],
      ],
    );
    assert.match((await cli('rollback', ...branch, '--compare', 'test')).stdout, /undo its change alone.*: 1 change$/m);
    assert.equal(refs(), before);
  });

  it('return: brings a hotfix to the first branch, once; 0 where nothing is to be returned, 3 in conflict', async () => {
    assert.equal((await cli('return', ...edge())).code, 0);
    await world.commit('test', 'hotfix', { 'values.yaml': file('hot', 3) });
    const dry = await cli('return', ...edge(), '--dry-run');
    assert.equal(dry.code, 2);
    assert.match(dry.stdout, /Return a hotfix of test to dev\n.*would push promote\/hotfix-of-test\/dev\//);
    const made = json(await cli('return', ...edge(), '--no-pr', '--json'));
    assert.equal(world.read(String(made['commit']), 'values.yaml'), file('hot'));
    await world.commit('dev', 'two', { 'values.yaml': file('v2') });
    assert.equal((await cli('return', ...edge(), '--no-pr')).code, 3);
  });

  it('history tells a hotfix where the catalog says what is promoted', async () => {
    await world.commit('test', 'hotfix', { 'values.yaml': file('hot', 3) });
    const { stdout } = await cli('history', '--repo', world.path, '--branch', 'test');
    assert.match(stdout, /hotfix {2}hotfix \(Ada\)\n.*direct {2}size \(Ada\)\n/);
  });

  it('history gives who, when, from what and how long it took, page by page', async () => {
    await world.commit('dev', 'two (#4)', { 'values.yaml': file('v2') });
    const two = world.head('dev');
    await world.commit('dev', 'three', { 'values.yaml': file('v3') });
    await cli('promote', ...edge(), '--no-pr');
    await world.reset(
      'test',
      world.git(
        'rev-parse',
        refs()
          .split('\n')
          .find((ref) => ref.includes('promote')) ?? '',
      ),
    );
    const branch = ['--repo', world.path, '--branch', 'test', '--limit', '1', '--json'];
    const first = json(await cli('history', ...branch));
    const [deployment] = first['deployments'] as {
      origin: { kind: string };
      changes: { commit: string; subject: string; pullRequest?: number; leadTimeMs?: number }[];
    }[];
    assert.equal(deployment?.origin.kind, 'promotion');
    assert.deepEqual(
      deployment.changes.map(({ subject, pullRequest, leadTimeMs }) => [subject, pullRequest, leadTimeMs]),
      [
        // It was landed as it is: when, nobody wrote down.
        ['three', undefined, undefined],
        ['two (#4)', 4, undefined],
      ],
    );
    assert.equal(deployment.changes[1]?.commit, two);
    const second = json(await cli('history', ...branch, '--after', String(first['next'])));
    assert.deepEqual(
      (second['deployments'] as { subject: string }[]).map(({ subject }) => subject),
      ['size'],
    );
    const last = json(await cli('history', ...branch, '--after', String(second['next'])));
    assert.equal(last['next'], null);
  });
});
