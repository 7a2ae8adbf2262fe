import assert from 'node:assert/strict';
import { parseRemote, repositoryOf, type PathKind } from '../../../src/core/forge/remote';

/** What the forge of an address is found to be. */
function kindOf(url: string): PathKind {
  if (/azure\.com|visualstudio|tfs/.test(url)) return 'azure';
  return url.includes('bitbucket') ? 'bitbucketDataCenter' : 'gitlab';
}

describe('the address of a remote', () => {
  const cases: [url: string, host: string, repository: string, basePath?: string][] = [
    ['https://github.com/o/r.git', 'github.com', 'o/r'],
    ['https://constructor/o/r.git', 'constructor', 'o/r'],
    ['https://github.com/o/r', 'github.com', 'o/r'],
    ['https://github.com/o/r/', 'github.com', 'o/r'],
    ['https://user@github.com/o/r.git', 'github.com', 'o/r'],
    ['https://user:token@github.com/o/r.git', 'github.com', 'o/r'],
    ['https://GitHub.com/Owner/Repo.git', 'github.com', 'Owner/Repo'],
    ['git@github.com:o/r.git', 'github.com', 'o/r'],
    ['git@github.com:/o/r.git', 'github.com', 'o/r'],
    ['github.com:o/r.git', 'github.com', 'o/r'],
    ['ssh://git@ssh.github.com:443/o/r.git', 'github.com', 'o/r'],
    ['org-123@acme.ghe.com:o/r.git', 'acme.ghe.com', 'o/r'],
    ['git://git.example.com/o/r.git', 'git.example.com', 'o/r'],
    ['git+ssh://git@git.example.com/o/r', 'git.example.com', 'o/r'],
    ['ssh://git@git.example.com:2222/o/r.git', 'git.example.com', 'o/r'],
    ['ssh://git@[2001:db8::1]:2222/o/r.git', '[2001:db8::1]', 'o/r'],
    ['git@[2001:db8::1]:o/r.git', '[2001:db8::1]', 'o/r'],
    ['http://127.0.0.1:3000/gitops/cart.git', '127.0.0.1:3000', 'gitops/cart'],
    ['https://git.example.com:8443/o/r.git', 'git.example.com:8443', 'o/r'],
    ['https://example.com/git/o/r.git', 'example.com', 'o/r', 'git'],
    ['https://example.com/a/b/o/r.git', 'example.com', 'o/r', 'a/b'],
    ['git@example.com:o/r.git', 'example.com', 'o/r', 'git'],
    ['https://gitlab.com/group/sub/sub2/r.git', 'gitlab.com', 'group/sub/sub2/r'],
    ['git@altssh.gitlab.com:group/sub/r.git', 'gitlab.com', 'group/sub/r'],
    ['https://org@dev.azure.com/org/project/_git/repo', 'dev.azure.com', 'org/project/repo'],
    ['https://dev.azure.com/org/My%20Project/_git/repo', 'dev.azure.com', 'org/My Project/repo'],
    ['https://org@dev.azure.com/org/project/_git/repo', 'dev.azure.com', 'project/repo', 'org'],
    ['https://dev.azure.com/org/_git/repo', 'dev.azure.com', 'repo/repo', 'org'],
    ['https://dev.azure.com/org/project/_git/_full/repo', 'dev.azure.com', 'project/repo', 'org'],
    ['https://dev.azure.com/org/project/_git/%E2%9C%93%20100%25', 'dev.azure.com', 'project/✓ 100%', 'org'],
    ['git@ssh.dev.azure.com:v3/org/project/repo', 'dev.azure.com', 'project/repo', 'org'],
    ['https://org.visualstudio.com/project/_git/repo', 'org.visualstudio.com', 'project/repo'],
    ['https://org.visualstudio.com/_git/repo', 'org.visualstudio.com', 'repo/repo'],
    ['https://org.visualstudio.com/DefaultCollection/project/_git/repo', 'org.visualstudio.com', 'project/repo'],
    ['https://tfs.example.com/tfs/Main/project/_git/repo', 'tfs.example.com', 'project/repo', 'tfs/Main'],
    [
      'https://tfs.example.com/tfs/DefaultCollection/_git/repo',
      'tfs.example.com',
      'repo/repo',
      'tfs/DefaultCollection',
    ],
    ['ssh://tfs.example.com:22/tfs/Main/project/_git/repo', 'tfs.example.com', 'project/repo', 'tfs/Main'],
    ['git@ssh.dev.azure.com:v3/org/project/repo', 'dev.azure.com', 'org/project/repo'],
    ['org@vs-ssh.visualstudio.com:v3/org/project/repo', 'dev.azure.com', 'org/project/repo'],
    ['https://org.visualstudio.com/defaultcollection/project/_git/repo', 'org.visualstudio.com', 'project/repo'],
    ['ssh://Org@vs-ssh.visualstudio.com:22/project/_ssh/repo', 'org.visualstudio.com', 'project/repo'],
    ['Org@vs-ssh.visualstudio.com:DefaultCollection/project/_ssh/repo', 'org.visualstudio.com', 'project/repo'],
    ['ssh://org@vs-ssh.visualstudio.com:22/_ssh/repo', 'org.visualstudio.com', 'repo/repo'],
    ['https://gitlab.com/scm/tools/app', 'gitlab.com', 'scm/tools/app'],
    ['https://gitlab.com/acme/_git/cart', 'gitlab.com', 'acme/_git/cart'],
    ['git@gitlab.com:acme/_ssh/cart', 'gitlab.com', 'acme/_ssh/cart'],
    ['https://bitbucket.example.com/scm/KEY/slug.git', 'bitbucket.example.com', 'KEY/slug'],
    ['https://example.com/bitbucket/scm/~user/slug.git', 'example.com', '~user/slug', 'bitbucket'],
    ['ssh://git@bitbucket.example.com:7999/~user/slug.git', 'bitbucket.example.com', '~user/slug'],
    ['git@bitbucket.org:ws/r.git', 'bitbucket.org', 'ws/r'],
    ['  https://github.com/o/r.git\n', 'github.com', 'o/r'],
    ['https://github.com/o/dots.in.name', 'github.com', 'o/dots.in.name'],
  ];
  for (const [url, host, repository, basePath] of cases) {
    it(`${url.trim()} is ${repository} on ${host}`, () => {
      const remote = parseRemote(url);
      assert.equal(remote?.host, host);
      const found = repositoryOf(remote, basePath ?? '', kindOf(url));
      assert.equal(`${found?.owner}/${found?.name}`, repository);
    });
  }

  for (const url of [
    '',
    '.',
    './r',
    '/srv/git/r.git',
    'C:\\git\\r',
    'c:/git/r',
    'file:///srv/r.git',
    'https://',
    'https://host',
    'https://host/%E0%A4%A',
    'ext::sh -c id',
    'git@host:',
    '-oProxyCommand=x',
    'ssh://vs-ssh.visualstudio.com:22/project/_ssh/repo',
    'git@vs-ssh.visualstudio.com:project/_ssh/repo',
  ]) {
    it(`"${url}" is none`, () => assert.equal(parseRemote(url), undefined));
  }

  for (const url of ['https://host/only', 'https://host/o/%2e%2e/r', 'git@host:../o/r']) {
    it(`"${url}" names no repository`, () => {
      const remote = parseRemote(url);
      assert.equal(remote && repositoryOf(remote, '', 'gitlab'), undefined);
    });
  }
});
