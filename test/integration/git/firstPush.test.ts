import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allRefs, pushFirstBranches } from '../../../src/core/git/firstPush';
import { push } from '../../../src/core/git/remote';
import { Repository } from '../../../src/core/git/repository';
import { makeBare } from '../../../src/core/git/shell';
import { Staging } from '../../../src/core/git/staging';
import { startForge, type ForgeDouble } from '../../lab/forge';

const by = { name: 'x', email: 'x@example.com', time: '2026-11-29T12:00:00Z' };

describe('the first branches of a repository', () => {
  let folder: string;
  let forge: ForgeDouble;
  let repository: Repository;
  let commit: string;
  let token: string;
  let count = 0;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'branchline-first-push-'));
    forge = await startForge({ folder: join(folder, 'forge') });
    token = forge.createAccount('ada', { access: 'admin' }).token;
    forge.createOrganisation('o');
    const gitDir = join(folder, 'ours.git');
    await makeBare(gitDir, 'sha1');
    repository = new Repository({ gitDir, folder: gitDir, where: 'ours', hash: 'sha1', shallow: new Set() });
    const staging = new Staging(repository);
    const sha = staging.blob(Buffer.from('a: 1\n'));
    const tree = await staging.edit(
      '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
      new Map([['a.yaml', { mode: '100644', sha }]]),
    );
    commit = staging.commit({ tree, parents: [], author: by, committer: by, message: 'First\n' });
    await repository.write(staging);
  });
  after(async () => {
    repository.dispose();
    await forge.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const aRepository = async () => {
    const name = `o/r${(count += 1)}` as const;
    await forge.createRepository(name);
    const url = `${forge.url}/${name}.git`;
    const git = (...args: readonly string[]) =>
      execFileSync('git', args, { cwd: forge.repositoryPath(name) })
        .toString()
        .trim();
    return { remote: { url, where: url, token: { url: `${forge.url}/`, token } }, git };
  };

  it('go to one without any ref, all together', async () => {
    const { remote } = await aRepository();
    await pushFirstBranches(
      repository,
      remote,
      new Map([
        ['dev', commit],
        ['env/prod', commit],
      ]),
    );
    assert.deepEqual(
      [...(await allRefs(remote))],
      [
        ['refs/heads/dev', commit],
        ['refs/heads/env/prod', commit],
      ],
    );
    await assert.rejects(pushFirstBranches(repository, remote, new Map([['test', commit]])), { code: 'git/notEmpty' });
    assert.equal((await allRefs(remote)).size, 2);
  });

  for (const ref of [
    'refs/heads/dev',
    'refs/heads/other',
    'refs/tags/v1',
    'refs/notes/commits',
    'refs/pull/1/head',
    'refs/x/y',
    'HEAD',
  ]) {
    it(`never go to one that has ${ref}`, async () => {
      const { remote, git } = await aRepository();
      const tree = git('hash-object', '-t', 'tree', '-w', '/dev/null');
      git(
        'update-ref',
        '--no-deref',
        ref,
        git('-c', 'user.name=x', '-c', 'user.email=x@x', 'commit-tree', tree, '-m', 'x'),
      );
      const before = git('for-each-ref');
      await assert.rejects(pushFirstBranches(repository, remote, new Map([['dev', commit]])), { code: 'git/notEmpty' });
      assert.equal(git('for-each-ref'), before);
    });
  }

  it('are none where one of them comes into being between the look and the push', async () => {
    const { remote, git } = await aRepository();
    const tree = git('hash-object', '-t', 'tree', '-w', '/dev/null');
    const theirs = git('-c', 'user.name=x', '-c', 'user.email=x@x', 'commit-tree', tree, '-m', 'x');
    const pushing = repository.run.bind(repository);
    const meanwhile = Object.create(repository) as Repository;
    meanwhile.run = (command) => {
      git('update-ref', 'refs/heads/prod', theirs);
      return pushing(command);
    };
    const wanted = new Map([
      ['dev', commit],
      ['prod', commit],
    ]);
    await assert.rejects(pushFirstBranches(meanwhile, remote, wanted), { code: 'git/leaseRejected' });
    assert.equal(git('for-each-ref', '--format=%(refname) %(objectname)'), `refs/heads/prod ${theirs}`);
  });

  it('have names of branches, and are commits', async () => {
    const { remote } = await aRepository();
    for (const name of ['HEAD', '--mirror', 'refs/heads/dev', 'a..b']) {
      await assert.rejects(pushFirstBranches(repository, remote, new Map([[name, commit]])), {
        code: /^git\/(badName|notABranch)$/,
      });
    }
    await assert.rejects(pushFirstBranches(repository, remote, new Map([['dev', ':refs/heads/x']])), {
      code: 'git/badName',
    });
    assert.equal((await allRefs(remote)).size, 0);
  });

  it('are the one case: every other push keeps to our prefixes', async () => {
    const { remote } = await aRepository();
    await assert.rejects(push(repository, remote, { branch: 'dev', commit, expected: null }), { code: 'git/badName' });
    assert.equal((await allRefs(remote)).size, 0);
  });
});
