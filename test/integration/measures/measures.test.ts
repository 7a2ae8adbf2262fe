import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChangesDocument } from '../../../src/cli/commands/changes/document';
import type { StatusAtDocument } from '../../../src/cli/commands/status/at';
import type { MeasuresDocument } from '../../../src/cli/commands/measures/document';
import { World } from '../promotion/world';
import { runBranchline } from '../runBranchline';

const image = (tag: string, replicas = 1) => ({
  'web.yaml': `image: shop/web:${tag} # branchline:image\nreplicas: ${replicas}\n`,
});
/** All of the world's time. */
const period = ['--since', '2023-11-14', '--until', '2023-12-01'];

describe('what is measured', function () {
  this.timeout(240_000);
  let world: World;
  let folder: string;

  before(async () => {
    world = new World();
    folder = mkdtempSync(join(tmpdir(), 'branchline-measures-'));
    const catalog = `version: 1
environments: [{ name: dev }, { name: test }, { name: prod }]
content: { environmentOwned: { keys: [replicas] } }
services:
  - { name: web, repository: ${JSON.stringify(world.path)} }
`;
    writeFileSync(join(folder, 'branchline.yaml'), catalog);
    await world.reset('dev', await world.commit('dev', 'Start', image('1.0.0')));
    await world.reset('test', world.head('dev'));
    await world.reset('prod', world.head('dev'));
  });
  after(() => {
    world.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  const cli = (...args: string[]) =>
    runBranchline(args, { environment: { BRANCHLINE_CACHE: join(folder, 'cache') }, folder });

  async function measured(environment: string) {
    const { code, stdout, stderr } = await cli('measures', '--environment', environment, '--json', ...period);
    assert.equal(code, 0, stderr);
    const { services } = JSON.parse(stdout) as MeasuresDocument;
    assert.ok(services[0]);
    return services[0];
  }

  /** A promotion as it lands: squashed by the forge, later. */
  async function promote(from: string, to: string): Promise<string> {
    const { stdout } = await cli('promote', '--repo', world.path, '--from', from, '--to', to, '--no-pr', '--json');
    const { commit } = JSON.parse(stdout) as { commit: string };
    return world.commit(to, world.messageOf(commit), {}, { tree: world.treeOf(commit) });
  }

  it('a change counts from its first appearance, through every copy of it, and a part of a branch that nobody dated not at all', async () => {
    const made = await world.commit('dev', 'Bigger', image('1.1.0'));
    await promote('dev', 'test');
    await world.commit('test', 'Two here', image('1.1.0', 2));
    const arrived = await promote('test', 'prod');
    const { deployments, figures } = await measured('prod');
    const [newest, root] = deployments;
    assert.deepEqual([newest?.commit, newest?.kind], [arrived, 'promotion']);
    assert.deepEqual(newest?.changes.map(({ commit, environment }) => [environment, commit]).at(-1), ['dev', made]);
    const time = (commit: string) => Number(world.git('log', '-1', '--format=%ct', commit)) * 1_000;
    const longest = Math.max(...(figures.leadTime.deployments[0]?.leadTimesMs ?? []));
    assert.equal(longest, time(arrived) - time(made));
    // prod began at a commit of dev: when that was deployed here is written nowhere.
    assert.deepEqual([root?.isShared, figures.frequency.count, figures.frequency.undated], [true, 1, 1]);
    assert.deepEqual([figures.failureRate.rate, figures.failureRate.withoutVerdict], [undefined, 1]);
  });

  it('a rewritten branch has a span of which nothing is known', async () => {
    const before = world.head('prod');
    const gone = await world.commit('prod', 'Gone later', image('1.1.0', 9));
    await world.commit('dev', 'Next', image('1.2.0'));
    await promote('dev', 'test');
    const { stdout } = await cli(
      'promote',
      '--repo',
      world.path,
      '--from',
      'test',
      '--to',
      'prod',
      '--no-pr',
      '--json',
    );
    const { commit } = JSON.parse(stdout) as { commit: string };
    const again = await world.commit('prod', world.messageOf(commit), image('1.2.0', 1), { onto: before });
    const { rewritten } = await measured('prod');
    assert.deepEqual(
      rewritten.map(({ commit: said, names }) => [said, names]),
      [[again, gone]],
    );
    const { stdout: text } = await cli('measures', ...period);
    assert.match(text, /web on prod: the branch was rewritten/);
  });

  it('where it stood is not known just before what was made on a commit that is gone, nor where it began', async () => {
    const time = (commit: string) => new Date(Number(world.git('log', '-1', '--format=%ct', commit)) * 1_000);
    const [at, before] = [time(world.head('prod')), time(`${world.head('prod')}~1`)];
    const told = (from: Date, to: Date) => {
      const ends = ['--from', from, '--to', to].map((word) =>
        word instanceof Date ? word.toISOString().replace('.000', '') : word,
      );
      return cli('changes', '--environment', 'prod', '--json', ...ends);
    };
    const gone = await told(before, at);
    const [service] = (JSON.parse(gone.stdout) as ChangesDocument).services;
    assert.deepEqual([gone.code, service?.state], [3, 'unknown']);
    assert.deepEqual(service && 'from' in service && service.from, { commit: null, unknown: 'rewritten' });
    const start = await told(time(`${world.head('prod')}~2`), at);
    const [began] = (JSON.parse(start.stdout) as ChangesDocument).services;
    assert.deepEqual(began && 'from' in began && began.from, { commit: null, unknown: 'undated' });
  });

  it('what stood at an instant is told of all environments, and what is not known of it is said', async () => {
    const then = async (at: Date) => {
      const { code, stdout, stderr } = await cli('status', '--at', at.toISOString(), '--json');
      assert.ok(stdout, stderr);
      const { services, notKept } = JSON.parse(stdout) as StatusAtDocument;
      assert.deepEqual(notKept, ['live', 'pipeline', 'health', 'drift']);
      return { code, environments: services[0]?.environments ?? [] };
    };
    const timeOf = (commit: string) => Number(world.git('log', '-1', '--format=%ct', commit)) * 1_000;
    const head = world.head('prod');
    const [newest, before] = [timeOf(head), timeOf(`${head}~1`)];
    const now = await then(new Date(newest + 1_000));
    const prod = now.environments.find(({ environment }) => environment === 'prod');
    assert.ok(prod && prod.commit !== null && 'ageMs' in prod);
    assert.deepEqual([prod.commit, prod.ageMs, prod.stillStands], [head, 1_000, true]);
    assert.match(prod.version ?? '', /^\d+\.\d+\.\d+$/);
    const gone = await then(new Date(before));
    assert.equal(gone.code, 3);
    const hidden = gone.environments.find(({ environment }) => environment === 'prod');
    assert.deepEqual(hidden, { environment: 'prod', branch: 'prod', commit: null, unknown: 'rewritten' });
    const early = await then(new Date(0));
    assert.deepEqual(
      new Set(early.environments.map((one) => ('unknown' in one ? one.unknown : one.commit))),
      new Set([null]),
    );
    assert.equal(early.code, 0);
    assert.match((await cli('status', '--at', '1h')).stdout, /web\/prod +\d+\.\d+\.\d+ +[0-9a-f]{10} .*the same/);
    assert.equal((await cli('status', '--at', '2199-01-01')).code, 1);
    // What says how to look at what is now is not passed over.
    for (const more of [
      ['--timeout', '5'],
      ['--allow-unknown', 'crd'],
    ]) {
      const { code, stderr } = await cli('status', '--at', '1h', ...more);
      assert.equal(code, 1);
      assert.match(stderr, /--at reads git alone/);
    }
  });

  it('a period is told as text and as a table, and one that cannot be is refused', async () => {
    const { stdout } = await cli('measures', ...period, '--csv');
    const [head = '', ...rows] = stdout.split('\r\n');
    assert.equal(rows.length, 6);
    assert.ok(rows.every((row) => row.split(',').length === head.split(',').length));
    for (const bad of [
      ['--since', '2023-11-14', '--until', '2023-11-13'],
      ['--since', '2021-11-14', '--until', '2023-11-13'],
      ['--since', '2023-11-14T10:00'],
      ['--environment', 'stage'],
      ['--json', '--csv'],
    ]) {
      assert.equal((await cli('measures', ...bad)).code, 1, bad.join(' '));
    }
  });

  it('where the clock of the newest deployment is behind, or ahead, it is not known where the branch stands, and none is left out', async () => {
    const date = (seconds: number) => ({
      GIT_COMMITTER_DATE: `@${seconds} +0000`,
      GIT_AUTHOR_DATE: `@${seconds} +0000`,
    });
    const commit = (seconds: number) =>
      execFileSync('git', ['-C', world.path, 'commit-tree', '-p', 'prod', '-m', 'Clock', 'prod^{tree}'], {
        encoding: 'utf8',
        env: { ...process.env, ...date(seconds) },
      }).trim();
    const head = world.head('prod');
    const newest = Number(world.git('log', '-1', '--format=%ct', 'prod'));
    const changes = async (from: number, to: number) => {
      const span = ['--from', new Date(from * 1_000).toISOString(), '--to', new Date(to * 1_000).toISOString()];
      const { stdout, stderr, code } = await cli('changes', '--environment', 'prod', '--json', ...span);
      assert.ok(stdout, stderr);
      const [service] = (JSON.parse(stdout) as ChangesDocument).services;
      assert.ok(service && service.state !== 'noBranch');
      return { code, state: service.state, deployments: service.deployments.map((one) => one.commit) };
    };
    try {
      await world.reset('prod', commit(1_000));
      const behind = await changes(newest - 1, newest + 1);
      assert.deepEqual(behind, { code: 3, state: 'unknown', deployments: [head] });
      await world.reset('prod', head);
      await world.reset('prod', commit(Math.round(Date.now() / 1_000) + 86_400));
      assert.equal((await changes(newest, newest + 10)).state, 'unknown');
    } finally {
      await world.reset('prod', head);
    }
  });

  it('a clone that is cut is refused where nobody can say what lies below', async () => {
    const clone = join(folder, 'cut');
    execFileSync('git', ['clone', '--quiet', '--depth', '1', '--no-single-branch', `file://${world.path}`, clone]);
    execFileSync('git', ['-C', clone, 'remote', 'remove', 'origin']);
    execFileSync('git', ['-C', clone, 'branch', '--force', 'prod']);
    const catalog = join(folder, 'cut.yaml');
    const text = `version: 1\nenvironments: [{ name: prod }]\nservices: [{ name: web, repository: ${JSON.stringify(clone)} }]\n`;
    writeFileSync(catalog, text);
    const { code, stdout } = await cli('measures', '--catalog', catalog, '--json');
    assert.equal(code, 1);
    assert.match((JSON.parse(stdout) as MeasuresDocument).failures[0]?.said ?? '', /shallow clone/);
  });

  it('a landing that says nothing of itself is no hotfix where its source is too long to be searched', async () => {
    await world.commit('dev', 'Once more', image('2.0.0'));
    const landed = await world.commit('test', 'As a forge lands it', image('2.0.0'));
    const kindOf = async () => (await measured('test')).deployments.find(({ commit }) => commit === landed)?.kind;
    assert.equal(await kindOf(), 'promotion');
    const seconds = Number(world.git('log', '-1', '--format=%ct', 'dev'));
    const commits = Array.from({ length: 200 }, (_, number) => {
      const text = `image: shop/web:3.${number}.0\nreplicas: 1\n`;
      const who = `Ada <ada@example.com> ${seconds + 60 + number} +0000`;
      const from = number === 0 ? 'from refs/heads/dev^0\n' : '';
      return `commit refs/heads/dev\ncommitter ${who}\ndata 5\nLater\n${from}M 100644 inline web.yaml\ndata ${text.length}\n${text}\n`;
    });
    execFileSync('git', ['fast-import', '--quiet'], { cwd: world.path, input: commits.join('') });
    assert.equal(await kindOf(), 'untold');
  });
});
