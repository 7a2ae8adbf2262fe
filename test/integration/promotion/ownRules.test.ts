import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runBranchline } from '../runBranchline';
import { World } from './world';

describe('what a repository says of itself, and nobody can read', function () {
  this.timeout(300_000);
  const name = '.branchline.yaml';
  let world: World;
  let folder: string;

  const file = (image: string, replicas: number) => `replicas: ${replicas}\nimage: ${image}\n`;
  const catalog = (repository: string) =>
    [
      'version: 1',
      'environments: [{ name: dev, branch: dev }, { name: test, branch: test }]',
      `services: [{ name: cart, repository: ${JSON.stringify(repository)} }]`,
      '',
    ].join('\n');

  beforeEach(async () => {
    world = new World();
    folder = mkdtempSync(join(tmpdir(), 'branchline-rules-'));
    await world.commit('dev', 'start', {
      'values.yaml': file('v1', 1),
      [name]: 'content: { environmentOwned: { keys: [replicas] } }\n',
    });
    await world.reset('test', world.head('dev'));
    await world.commit('test', 'size', { 'values.yaml': file('v1', 3) });
    await world.commit('dev', 'two', { 'values.yaml': file('v2', 2) });
    writeFileSync(join(folder, 'branchline.yaml'), catalog(world.path));
  });
  afterEach(() => {
    world.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  async function cli(...args: string[]) {
    return runBranchline(args, {
      environment: { BRANCHLINE_CACHE: join(folder, 'cache'), KUBECONFIG: join(folder, 'none') },
      folder,
    });
  }

  const edge = (repository = world.path) => ['--repo', repository, '--from', 'dev', '--to', 'test'];
  const refs = () => world.git('for-each-ref', '--format=%(refname) %(objectname)');

  /** Every command that judges or writes by what the repository says of itself. */
  const commands = (): readonly (readonly string[])[] => [
    ['plan', ...edge()],
    ['promote', ...edge(), '--dry-run'],
    ['promote', ...edge(), '--no-pr'],
    ['rollback', '--repo', world.path, '--branch', 'test', '--to', 'test~1', '--no-pr'],
    ['rollback', '--repo', world.path, '--branch', 'test', '--undo', 'test', '--no-pr'],
    ['rollback', '--repo', world.path, '--branch', 'test', '--compare', 'test'],
    ['return', ...edge(), '--no-pr'],
    ['return', ...edge(), '--rolled-back', '--no-pr'],
    ['pin', ...edge(), '--baseline', 'dev~1'],
    ['history', '--repo', world.path, '--branch', 'test'],
    ['status'],
  ];

  const blob = (bytes: Buffer | string) =>
    execFileSync('git', ['hash-object', '-w', '--stdin', '-t', 'blob'], {
      cwd: world.path,
      input: bytes,
      encoding: 'utf8',
    }).trim();

  async function put(entry: { mode: string; sha: string; path?: string }): Promise<void> {
    await world.commit('dev', 'rules', { [name]: null });
    const tree = world.treeWith(world.head('dev'), [{ path: entry.path ?? name, ...entry }]);
    await world.commit('dev', 'other rules', {}, { tree });
  }

  const file100644 = async (text: Buffer | string) => put({ mode: '100644', sha: blob(text) });
  const unknownKey = {
    put: () => file100644('content:\n  environmentOwned:\n    keyz: [replicas]\n'),
    told: /\.branchline\.yaml:3:5 \(dev, [0-9a-f]{10}\): Unknown key "keyz"\. Did you mean "keys"\?/,
  };
  const cases: Readonly<Record<string, { put: () => Promise<void>; told: RegExp }>> = {
    'a key that is not known': unknownKey,
    'no YAML': {
      put: () => file100644('content: {\n'),
      told: /\.branchline\.yaml:\d+:\d+ \(dev.*This is not valid YAML/,
    },
    'nothing in it': { put: () => file100644(''), told: /\.branchline\.yaml:1:1 \(dev/ },
    'only a comment': { put: () => file100644('# later\n'), told: /\.branchline\.yaml/ },
    'two documents': {
      put: () => file100644('content: {}\n---\ncontent: {}\n'),
      told: /yaml:\d+:\d+ \(dev.*not valid YAML/,
    },
    'another version': { put: () => file100644('version: 9\ncontent: {}\n'), told: /Update Branchline/ },
    'the same key twice': {
      put: () => file100644('content: {}\ncontent: {}\n'),
      told: /yaml:2:1 \(dev.*not valid YAML/,
    },
    'aliases without end': {
      put: () => {
        const rows = 'bcdefgh'
          .split('')
          .map((one, index) => `${one}: &${one} [${`*${'abcdefgh'[index] ?? ''},`.repeat(9)}]`);
        return file100644(['a: &a [x]', ...rows, ''].join('\n'));
      },
      told: /not valid YAML: Excessive alias count/,
    },
    'nested too deeply': { put: () => file100644(`content: ${'['.repeat(200)}`), told: /not valid YAML/ },
    'Latin-1': {
      put: () => file100644(Buffer.from('# ok\ncontent: {} # f\u00fcr\n', 'latin1')),
      told: /\.branchline\.yaml:2:16 \(dev.*not UTF-8 text/,
    },
    'UTF-16': {
      put: () => file100644(Buffer.from('\uFEFFcontent: {}\n', 'utf16le')),
      told: /yaml:1:1 \(dev.*not UTF-8 text/,
    },
    'far too large': { put: () => file100644('#'.repeat(2_000_001)), told: /larger than 2000 kB/ },
    'a symbolic link': { put: () => put({ mode: '120000', sha: blob('other.yaml') }), told: /a symbolic link/ },
    'a submodule': { put: () => put({ mode: '160000', sha: world.head('test') }), told: /a submodule/ },
    'a folder': { put: () => put({ mode: '100644', sha: blob(''), path: `${name}/a` }), told: /a folder/ },
    'another ending of its name': {
      put: () => put({ mode: '100644', sha: blob('content: {}\n'), path: '.branchline.yml' }),
      told: /\.branchline\.yml \(dev.*Rename it to \.branchline\.yaml/,
    },
    'a blank behind its name': {
      put: () => put({ mode: '100644', sha: blob('content: {}\n'), path: '.branchline.yaml ' }),
      told: /Rename it to \.branchline\.yaml/,
    },
    'an object that is not there': {
      put: async () => {
        const sha = blob('content: { path: lost }\n');
        await put({ mode: '100644', sha });
        unlinkSync(join(world.path, 'objects', sha.slice(0, 2), sha.slice(2)));
      },
      told: /The object [0-9a-f]{40} is not in the repository/,
    },
  };

  it('is read on the default branch, and what it says belongs to the environments stays', async () => {
    const { code, stdout } = await cli('plan', ...edge(), '--json');
    const { items } = JSON.parse(stdout) as { items: { key: string[] }[] };
    assert.deepEqual([code, items.map(({ key }) => key.join('.'))], [2, ['image']]);
  });

  async function stops(call: readonly (readonly string[])[], told: RegExp): Promise<void> {
    const before = refs();
    for (const command of call) {
      const { code, stdout, stderr } = await cli(...command);
      assert.equal(code, 1, `${command.join(' ')}: ${stdout}${stderr}`);
      assert.match(stdout + stderr, told, command.join(' '));
    }
    assert.equal(refs(), before);
  }

  for (const [what, { put: given, told }] of Object.entries(cases)) {
    it(`${what}: nothing is promoted, and it is said where and what to do`, async () => {
      await given();
      await stops([['promote', ...edge(), '--no-pr']], told);
    });
  }

  it('every command that judges or writes stops', async () => {
    const { put: given, told } = unknownKey;
    await given();
    await stops(commands(), told);
  });

  it('is a state of its own in the JSON of a plan, with the place', async () => {
    await unknownKey.put();
    const { code, stdout } = await cli('plan', ...edge(), '--json');
    const { state, rules, source, notes } = JSON.parse(stdout) as Record<string, unknown>;
    assert.deepEqual(
      [code, state, rules, source],
      [
        1,
        'unjudged',
        { file: name, branch: 'dev', commit: world.head('dev'), line: 3, column: 5 },
        { branch: 'dev', commit: world.head('dev') },
      ],
    );
    assert.match(String(notes), /Did you mean "keys"/);
    const status = JSON.parse((await cli('status', '--json')).stdout) as { edges: { plan: { unknown: string } }[] };
    assert.deepEqual(
      status.edges.map(({ plan }) => plan.unknown),
      ['unjudged'],
    );
  });

  it('on another branch than the default one it counts for nothing, valid or not', async () => {
    await world.commit('test', 'rules', { [name]: 'keyz: 1\n' });
    assert.equal((await cli('plan', ...edge())).code, 2);
  });

  describe('where the default branch is not known', () => {
    beforeEach(() => world.git('symbolic-ref', 'HEAD', 'refs/heads/nowhere'));

    it('the same on all that are read counts', async () => {
      const { code, stdout, stderr } = await cli('plan', ...edge(), '--json');
      const { items } = JSON.parse(stdout) as { items: { key: string[] }[] };
      assert.deepEqual([code, items.map(({ key }) => key.join('.')), stderr], [2, ['image'], '']);
    });

    it('different ones are not chosen from', async () => {
      await world.commit('test', 'rules', { [name]: 'content: {}\n' });
      await stops([['plan', ...edge()], ['status']], /not the same on dev and test/);
    });

    it('that of main counts, too, though nobody asked for main', async () => {
      await world.commit('main', 'rules', { [name]: 'keyz: 1\n' });
      assert.equal((await cli('plan', ...edge())).code, 1);
    });
  });

  it('a clone that does not know the default branch of its origin says so', async () => {
    const clone = join(folder, 'clone');
    const git = (...args: string[]) => execFileSync('git', args, { cwd: clone, encoding: 'utf8' });
    mkdirSync(clone);
    git('init', '--quiet', '.');
    git('remote', 'add', 'origin', world.path);
    git('fetch', '--quiet', 'origin', '+refs/heads/*:refs/remotes/origin/*');
    const unknown = await cli('plan', ...edge(clone));
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /default branch of .* is not known.*set-head origin --auto/);
    git('remote', 'set-head', 'origin', 'dev');
    assert.equal((await cli('plan', ...edge(clone))).stderr, '');
  });

  it('a catalog that is there and cannot be read is none that is not there', async () => {
    const path = join(folder, 'branchline.yaml');
    const wrong: Readonly<Record<string, () => void>> = {
      'not valid': () => writeFileSync(path, `${catalog(world.path)}contents: {}\n`),
      'not UTF-8': () => writeFileSync(path, Buffer.from(`${catalog(world.path)}# f\u00fcr\n`, 'latin1')),
      'a folder': () => mkdirSync(path),
      'a link to nothing': () => symlinkSync('nothing', path),
      'another ending of its name': () => writeFileSync(join(folder, 'branchline.yml'), catalog(world.path)),
    };
    for (const [what, make] of Object.entries(wrong)) {
      rmSync(path, { recursive: true, force: true });
      make();
      for (const command of [['plan', ...edge()], ['status']]) {
        const { code, stderr } = await cli(...command);
        assert.equal(code, 1, `${what}: ${command.join(' ')}`);
        assert.match(stderr, /branchline\.ya?ml/, `${what}: ${command.join(' ')}`);
      }
      rmSync(join(folder, 'branchline.yml'), { force: true });
    }
  });
});
