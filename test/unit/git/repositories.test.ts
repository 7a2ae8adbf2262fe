import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ObjectReader } from '../../../src/core/git/batch';
import { gitEnvironment } from '../../../src/core/git/environment';
import { openLocal } from '../../../src/core/git/local';
import { MirrorStore } from '../../../src/core/git/mirror';
import { push, remoteHeads } from '../../../src/core/git/remote';
import { runGit } from '../../../src/core/git/run';
import { Staging } from '../../../src/core/git/staging';
import { starter } from '../../../src/core/support/start/start';

describe('repositories', () => {
  let top: string;
  let path: string;
  const git = (...args: string[]) => execFileSync('git', args, { cwd: path, encoding: 'utf8' }).trim();

  beforeEach(() => {
    top = mkdtempSync(join(tmpdir(), 'branchline-git-'));
    path = join(top, 'repo');
    mkdirSync(path);
    git('init', '--quiet', '--initial-branch=dev', '.');
    git('config', 'user.name', 'T');
    git('config', 'user.email', 't@e');
    writeFileSync(join(path, 'a'), 'one\n');
    git('add', '.');
    git('commit', '--quiet', '-m', 'one');
    git('branch', 'test');
  });
  afterEach(() => rmSync(top, { recursive: true, force: true }));

  const remote = () => ({ url: path, where: 'origin' });

  it('a folder inside a repository is not a repository', async () => {
    mkdirSync(join(path, 'inner'));
    await assert.rejects(openLocal(join(path, 'inner')), { code: 'git/notARepository' });
    await assert.rejects(openLocal(join(top, 'nothing')), { code: 'git/notARepository' });
  });

  it('a worktree and a bare repository open like any other', async () => {
    git('worktree', 'add', '--quiet', join(top, 'tree'), 'test');
    execFileSync('git', ['clone', '--quiet', '--bare', path, join(top, 'bare')]);
    for (const folder of [join(top, 'tree'), join(top, 'bare')]) {
      const repository = await openLocal(folder);
      assert.equal(await repository.head('dev'), git('rev-parse', 'dev'));
      repository.dispose();
    }
  });

  it('objects of ours stay out of a person’s repository until they are pushed', async () => {
    const repository = await openLocal(path);
    const head = (await repository.head('dev')) ?? '';
    const { tree, author, committer } = await repository.commit(head);
    const staging = new Staging(repository);
    const edited = await staging.edit(
      tree,
      new Map([['b/c', { mode: '100644' as const, sha: staging.blob(Buffer.from('new\n')) }]]),
    );
    const commit = staging.commit({ tree: edited, parents: [head], author, committer, message: 'two\n' });
    await repository.write(staging);
    assert.throws(() => execFileSync('git', ['cat-file', '-e', commit], { cwd: path, stdio: 'ignore' }));
    await push(repository, remote(), { branch: 'promote/x', commit, expected: null });
    assert.equal(git('show', 'promote/x:b/c'), 'new');
    assert.equal(git('status', '--porcelain'), '');
    await assert.rejects(push(repository, remote(), { branch: 'promote/x', commit: head, expected: null }), {
      code: 'git/leaseRejected',
    });
    await assert.rejects(push(repository, remote(), { branch: 'dev', commit, expected: head }), {
      code: 'git/badName',
    });
    repository.dispose();
  });

  it('taking the last file of a folder takes the folder', async () => {
    const repository = await openLocal(path);
    const staging = new Staging(repository);
    const empty = await staging.edit(
      (await repository.commit((await repository.head('dev')) ?? '')).tree,
      new Map([['a', null]]),
    );
    assert.equal(empty, '4b825dc642cb6eb9a060e54bf8d69288fbee4904');
    repository.dispose();
  });

  const startsAgain = async () => {
    const reader = new ObjectReader({ gitDir: join(path, '.git'), where: 'here' });
    const blob = git('rev-parse', 'dev:a');
    assert.equal((await reader.read(blob))?.data.toString(), 'one\n');
    const { program } = Reflect.get(reader, 'run') as { program: { pid: number } };
    process.kill(program.pid, 'SIGKILL');
    const answers = await Promise.all(Array.from({ length: 50 }, () => reader.read(blob)));
    assert.ok(answers.every((answer) => answer?.data.toString() === 'one\n'));
    assert.equal(await reader.read('no-such-thing'), undefined);
    await assert.rejects(reader.read('two words'), { code: 'git/badName' });
    reader.dispose();
  };
  it('a reader starts again after its process died, and answers what was open', startsAgain);

  it('a reader starts again, whoever starts its process', async () => {
    await starter.prepare();
    assert.equal(starter.hasHelper, true);
    await startsAgain();
    starter.rest();
  });

  it('a reader drops what is larger than its bound and goes on', async () => {
    writeFileSync(join(path, 'big'), 'x'.repeat(200_000));
    git('add', '.');
    const reader = new ObjectReader({ gitDir: join(path, '.git'), where: 'here', limitBytes: 100_000 });
    await assert.rejects(reader.read(git('rev-parse', ':big')), { code: 'git/tooLarge' });
    assert.equal((await reader.read(git('rev-parse', ':a')))?.data.toString(), 'one\n');
    reader.dispose();
  });

  it('a mirror holds the asked branches alone, follows a force-push, and forgets a branch that is gone', async () => {
    git('branch', 'private');
    const store = new MirrorStore(join(top, 'mirrors'));
    const branches = ['dev', 'test', 'prod'];
    const [first, same] = await Promise.all([
      store.refresh({ remote: remote(), branches }),
      store.refresh({ remote: remote(), branches }),
    ]);
    assert.equal(first, same, 'two who ask at once get one answer');
    assert.deepEqual([...first.heads.keys()], ['dev', 'test']);
    assert.equal(await first.repository.head('private'), undefined);
    git('commit', '--quiet', '--amend', '-m', 'anew');
    git('branch', '-D', '--quiet', 'test');
    const second = await store.refresh({ remote: remote(), branches });
    assert.deepEqual([...second.heads], [['dev', git('rev-parse', 'dev')]]);
    assert.deepEqual(
      readdirSync(join(top, 'mirrors')).filter((name) => name.includes('making-')),
      [],
    );
    store.dispose();
  });

  for (const format of ['sha1', 'sha256']) {
    it(`a mirror of a ${format} repository whose heads are known already is read, and read again later`, async () => {
      rmSync(path, { recursive: true });
      mkdirSync(path);
      git('init', '--quiet', '--initial-branch=dev', `--object-format=${format}`, '.');
      git('-c', 'user.name=T', '-c', 'user.email=t@e', 'commit', '--quiet', '--allow-empty', '-m', 'one');
      const head = git('rev-parse', 'dev');
      const request = { remote: remote(), branches: ['dev'], heads: new Map([['dev', head]]) };
      for (const told of [request, { remote: remote(), branches: ['dev'] }]) {
        const store = new MirrorStore(join(top, 'mirrors'));
        const { repository, heads } = await store.refresh(told);
        assert.deepEqual([...heads], [['dev', head]]);
        assert.equal(repository.place.hash, format);
        assert.equal((await repository.commit(head)).message, 'one\n');
        store.dispose();
      }
    });
  }

  it('a repository that is not there leaves no mirror behind', async () => {
    const store = new MirrorStore(join(top, 'mirrors'));
    const gone = { url: join(top, 'gone'), where: 'gone' };
    await assert.rejects(store.refresh({ remote: gone, branches: ['dev'] }), { code: 'git/notARepository' });
    assert.deepEqual(existsSync(join(top, 'mirrors')) ? readdirSync(join(top, 'mirrors')) : [], []);
    store.dispose();
  });

  it('one who leaves does not take the answer from the others', async () => {
    const store = new MirrorStore(join(top, 'mirrors'));
    const leaving = new AbortController();
    const request = { remote: remote(), branches: ['dev'] };
    const [left, stayed] = [store.refresh(request, leaving.signal), store.refresh(request)];
    leaving.abort();
    await assert.rejects(left, { name: 'AbortError' });
    assert.equal((await stayed).heads.size, 1);
    store.dispose();
  });

  it('only the branch that was asked for is a head, not one whose name ends so', async () => {
    git('branch', 'x/refs/heads/dev');
    const heads = await remoteHeads(remote(), ['dev', 'nope']);
    assert.deepEqual([...heads.keys()], ['dev']);
  });

  it('a command ends when it is cancelled, and says when its time is up', async () => {
    const signal = AbortSignal.abort();
    await assert.rejects(runGit({ args: ['version'], place: { kind: 'none' }, where: 'here', signal }), {
      name: 'AbortError',
    });
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    // What speaks to the server is a child of git's, and would hold the connection.
    const left = new Promise<void>((resolve) => silent.once('connection', (socket) => socket.once('close', resolve)));
    silent.on('connection', (socket) => socket.on('error', () => undefined).resume());
    const hangs = runGit({
      args: ['ls-remote', `http://127.0.0.1:${(silent.address() as AddressInfo).port}/x.git`],
      place: { kind: 'none' },
      protocols: ['http'],
      where: 'here',
      timeoutMs: 2_000,
    });
    await assert.rejects(hangs, { code: 'git/timeout' });
    await left;
    silent.close();
  });

  it('the environment never asks, reaches nobody, carries a token for one host alone, and hears nothing of a GIT_DIR around us', () => {
    process.env['GIT_DIR'] = '/elsewhere';
    try {
      const token = { url: 'https://h.example/', token: 't0ken' };
      const environment = gitEnvironment({ place: { kind: 'look', folder: '/a/b' }, token });
      assert.equal(environment['GIT_DIR'], undefined);
      assert.equal(environment['GIT_TERMINAL_PROMPT'], '0');
      assert.equal(environment['GIT_CEILING_DIRECTORIES'], '/a');
      assert.equal(environment['GIT_ALLOW_PROTOCOL'], ':');
      const count = Number(environment['GIT_CONFIG_COUNT']);
      assert.equal(environment[`GIT_CONFIG_KEY_${count - 1}`], 'http.https://h.example/.extraHeader');
      assert.equal(gitEnvironment({ place: { kind: 'own', gitDir: '/a/m' } })['GIT_DIR'], '/a/m');
      assert.equal(gitEnvironment({ place: { kind: 'none' } })['GIT_DIR'], devNull);
    } finally {
      delete process.env['GIT_DIR'];
    }
  });
});
