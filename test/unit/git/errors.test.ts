import { strict as assert } from 'node:assert';
import { classify } from '../../../src/core/git/errors';
import { checkedVersion } from '../../../src/core/git/version';

const cases: readonly (readonly [string, string])[] = [
  ["fatal: repository 'https://h/o/r.git/' not found", 'git/repositoryGone'],
  ['remote: Repository not found.\nfatal: Could not read from remote repository.', 'git/repositoryGone'],
  ["fatal: Authentication failed for 'https://h/o/r.git/'", 'git/unauthorised'],
  ["fatal: could not read Username for 'https://h': terminal prompts disabled", 'git/unauthorised'],
  ['git@h: Permission denied (publickey).\nfatal: Could not read from remote repository.', 'git/unauthorised'],
  ["fatal: unable to access 'https://h/': The requested URL returned error: 401", 'git/unauthorised'],
  ["fatal: unable to access 'https://h/': The requested URL returned error: 403", 'git/forbidden'],
  [
    "remote: User permission denied for writing.\nfatal: unable to access 'https://h/': The requested URL returned error: 403",
    'git/forbidden',
  ],
  ["fatal: unable to access 'https://h/': Could not resolve host: h", 'git/unreachable'],
  ["fatal: unable to access 'http://h/': Failed to connect to h port 80: Connection refused", 'git/unreachable'],
  ["fatal: unable to access 'http://h/': The requested URL returned error: 502", 'git/unreachable'],
  ["fatal: couldn't find remote ref refs/heads/x", 'git/branchMissing'],
  ['fatal: not a git repository (or any of the parent directories): .git', 'git/notARepository'],
  ['fatal: https://h/x/info/refs not valid: is this a git repository?', 'git/html'],
  ['!\trefs/heads/promote/x:refs/heads/promote/x\t[rejected] (stale info)', 'git/leaseRejected'],
  ['! [remote rejected] x -> promote/x (pre-receive hook declined)', 'git/refused'],
  ['remote: error: GH006: Protected branch update failed for refs/heads/x.', 'git/refused'],
  ["fatal: detected dubious ownership in repository at '/x'", 'git/untrustedOwner'],
  ['something nobody has seen', 'git/failed'],
];

describe('what git says', () => {
  for (const [stderr, code] of cases) {
    it(`${code}: ${stderr.split('\n', 1)[0] ?? ''}`, () => assert.equal(classify(stderr, 'h').code, code));
  }

  it('tells the server’s own words, whole, before those of git', () => {
    const forbidden = "remote: Permission to o/r denied to d.\nfatal: unable to access 'https://h/': error: 403";
    assert.match(classify(forbidden, 'h').message, /Permission to o\/r denied to d\.$/);
    const guarded =
      'remote: \nremote: Gitea: Not allowed to push to protected branch promote/x\nerror: failed to push some refs\n!\tx:promote/x\t[remote rejected] (pre-receive hook declined)';
    assert.match(classify(guarded, 'h').message, /: Gitea: Not allowed to push to protected branch promote\/x$/);
    const hook =
      'remote: error:\nremote: error: User permission denied for writing.\nremote: error:\n[remote rejected]';
    assert.match(classify(hook, 'h').message, /^h refused the push: User permission denied for writing\.$/);
    assert.match(classify('fatal: one\nfatal: \u001b[31mtwo', 'h').message, /: fatal: {1,2}\[31mtwo$/);
  });

  it('repeats no password', () =>
    assert.doesNotMatch(
      classify("fatal: unable to access 'https://u:hunter2@h/': SSL", 'https://u:hunter2@h').message,
      /hunter2/,
    ));

  for (const said of [
    'git version 2.38.0',
    'git version 2.39.5 (Apple Git-154)',
    'git version 2.47.1.windows.2',
    'git version 3.0.0',
  ]) {
    it(`${said} is new enough`, () => assert.match(said, new RegExp(checkedVersion(said))));
  }
  for (const said of ['git version 2.37.9', 'git version 1.9.1', 'nonsense']) {
    it(`${said} is not`, () => assert.throws(() => checkedVersion(said), { code: 'git/tooOld' }));
  }
});
