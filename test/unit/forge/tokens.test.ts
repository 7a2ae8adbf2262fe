import assert from 'node:assert/strict';
import fc from 'fast-check';
import { forgeKinds } from '../../../src/core/forge/types';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ForgeConnections } from '../../../src/core/forge/connect';
import { environmentTokens, tokenPlace, tokenVariable } from '../../../src/core/forge/environmentTokens';
import { GitCredentialTokens } from '../../../src/core/forge/gitCredential';
import { ownEnvironment } from '../../../src/cli/process/ownEnvironment';
import { firstOf, noTokens, type TokenSource } from '../../../src/core/forge/tokens';

const signal = new AbortController().signal;
const holding = (tokens: Record<string, string>, source: string): TokenSource => ({
  token: (host) => Promise.resolve(tokens[host] === undefined ? undefined : { value: tokens[host], source }),
});

describe('tokens', () => {
  it('come from the first source that has one for the host', async () => {
    const source = firstOf(noTokens, holding({ a: '1' }, 'first'), holding({ a: '2', b: '3' }, 'second'));
    assert.deepEqual(await source.token('a', signal), { value: '1', source: 'first' });
    assert.deepEqual(await source.token('b', signal), { value: '3', source: 'second' });
    assert.equal(await source.token('c', signal), undefined);
  });

  it('one connection a forge serves all who ask', () => {
    const connections = new ForgeConnections({ tokens: noTokens });
    const identity = { kind: 'gitea', host: 'a', apiBase: 'https://a/api/v1' } as const;
    assert.equal(connections.client(identity), connections.client({ ...identity }));
    for (const kind of forgeKinds) assert.equal(connections.client({ ...identity, kind }).identity.kind, kind);
  });
});

describe('the credential helpers of git', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'branchline-credential-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Stands in for git: notes how it was called, and answers. */
  const gitThat = async (script: string) => {
    const file = join(folder, 'git');
    const note = `cat > '${folder}/asked'; echo "$@" > '${folder}/args'; env > '${folder}/env'; pwd > '${folder}/cwd'; echo x >> '${folder}/calls'`;
    await writeFile(file, `#!/bin/sh\n${note}\n${script}\n`);
    await chmod(file, 0o755);
    return new GitCredentialTokens(file);
  };
  const noted = (name: string) => readFile(join(folder, name), 'utf8');

  for (const [user, value] of [
    ['ada@example.com', 'ada@example.com:token'],
    ['x-token-auth', 'token'],
    ['ada', 'token'],
  ]) {
    it(`of Bitbucket Cloud, as ${user}: its API takes ${value}`, async () => {
      const source = await gitThat(`printf "host=bitbucket.org\\nusername=${user}\\npassword=token\\n"`);
      assert.equal((await source.token('bitbucket.org'))?.value, value);
    });
  }

  it('are asked for the host over https, without any way to ask a person', async () => {
    const source = await gitThat('printf "protocol=https\\nhost=git.example.com\\nusername=me\\npassword=se=cret\\n"');
    assert.deepEqual(await source.token('git.example.com'), { value: 'se=cret', source: 'git credential' });
    assert.equal(await noted('asked'), 'protocol=https\nhost=git.example.com\n\n');
    assert.equal((await noted('args')).trim(), '-c credential.interactive=false credential fill');
    for (const line of ['GIT_TERMINAL_PROMPT=0', 'GIT_ASKPASS=', 'SSH_ASKPASS=', 'GCM_INTERACTIVE=never']) {
      assert.ok((await noted('env')).split('\n').includes(line), line);
    }
  });

  it('are asked once, until they are to be asked anew', async () => {
    const source = await gitThat('printf "host=h\\npassword=p\\n"');
    await Promise.all([source.token('h'), source.token('h')]);
    source.forget('h');
    await source.token('h');
    assert.equal((await noted('calls')).trim().split('\n').length, 2);
  });

  for (const [what, script] of [
    ['that hold nothing', 'exit 128'],
    ['that answer for another host', 'printf "host=other\\npassword=p\\n"'],
    ['that answer without a password', 'printf "host=h\\nusername=me\\n"'],
    ['that never stop talking', 'yes host=h'],
  ] as const) {
    it(`${what} give no token`, async () => {
      assert.equal(await (await gitThat(script)).token('h'), undefined);
    });
  }

  it('are not asked for a host that could smuggle in another question', async () => {
    const source = await gitThat('printf "password=p\\n"');
    assert.equal(await source.token('h\nhost=other'), undefined);
    await assert.rejects(noted('calls'));
  });

  it('without git there is no token', async () => {
    assert.equal(await new GitCredentialTokens(join(folder, 'none')).token('h'), undefined);
  });
});

describe('tokens of the environment', () => {
  const environment = { BRANCHLINE_TOKEN: 'any', BRANCHLINE_TOKEN_GIT_EXAMPLE_COM_8443: 'own' };
  const asked = async (hosts: readonly string[], ...hostsAsked: readonly string[]) => {
    const source = environmentTokens(environment, () => hosts);
    const values: (string | undefined)[] = [];
    for (const host of hostsAsked) values.push((await source.token(host, signal))?.value);
    return values;
  };

  it('by their names are for one host each', async () => {
    const label = fc.stringMatching(/^[a-z0-9]{1,2}(-{1,3}[a-z0-9]{1,2})?$/);
    const host = fc
      .tuple(fc.array(label, { minLength: 1, maxLength: 3 }), fc.constantFrom('', ':1', ':22'))
      .map(([labels, port]) => `${labels.join('.')}.x${port}`);
    fc.assert(
      fc.property(host, host, (one, other) => {
        assert.equal(tokenVariable(one) === tokenVariable(other), one === other, `${one} ${other}`);
      }),
      {
        numRuns: 2_000,
        examples: [
          ['a.b.x', 'a-b.x'],
          ['a--b.x', 'a-b.x'],
          ['a.x:1', 'a.1.x'],
        ],
      },
    );
    const [real, other] = ['gitlab.acme.io', 'gitlab-acme.io'];
    const variable = { BRANCHLINE_TOKEN_GITLAB_ACME_IO: 'canary' };
    const alone = environmentTokens(variable, () => [other]);
    assert.deepEqual(
      [(await alone.token(real, signal))?.value, await alone.token(other, signal)],
      ['canary', undefined],
    );
  });

  it('are listed by host, for those that have no variable as well', async () => {
    const hosts = ['gitlab.acme.io', 'git_lab.acme.io', '[::1]:3000'];
    const listed = environmentTokens({ BRANCHLINE_TOKENS: JSON.stringify({ 'git_lab.acme.io': 'own' }) }, () => hosts);
    assert.deepEqual(await Promise.all(hosts.map(async (host) => (await listed.token(host, signal))?.value)), [
      undefined,
      'own',
      undefined,
    ]);
    for (const name of ['__proto__', 'constructor']) assert.equal(await listed.token(name, signal), undefined);
    for (const name of ['git_lab.acme.io', '[::1]:3000', 'ä.example', 'a..b', '-a.io'])
      assert.equal(tokenVariable(name), 'BRANCHLINE_TOKENS', name);
  });

  it('are said to belong where they are looked for, the name of the host too where there is no variable of its own', () => {
    assert.equal(tokenPlace('git.example.com'), 'BRANCHLINE_TOKEN_GIT_EXAMPLE_COM');
    assert.equal(tokenPlace('[::1]:3000'), '"[::1]:3000" in BRANCHLINE_TOKENS (JSON by host)');
  });

  it('that are listed and cannot be read are said to be so, without a piece of them', async () => {
    for (const text of ['canary', '["canary"]', '{"git.example.com":7,"x":"canary"}', '{"canary']) {
      const asked = environmentTokens({ BRANCHLINE_TOKENS: text }, () => []).token('git.example.com', signal);
      await assert.rejects(
        asked,
        (error: Error) => !error.message.includes('canary') && /BRANCHLINE_TOKENS/.test(error.message),
      );
    }
  });

  it('are taken out of what programs inherit', () => {
    const inherited = {
      PATH: '/bin',
      BRANCHLINE_TOKEN: 'a',
      BRANCHLINE_TOKEN_X: 'b',
      BRANCHLINE_TOKENS: '{}',
      ELECTRON_RUN_AS_NODE: '1',
    };
    const own = ownEnvironment(inherited);
    assert.deepEqual(inherited, { PATH: '/bin' });
    assert.equal(own['BRANCHLINE_TOKEN_X'], 'b');
  });

  it('go to the host that they are named for', async () => {
    assert.deepEqual(await asked(['git.example.com:8443', 'evil.example.com'], 'git.example.com:8443'), ['own']);
  });

  it('go nowhere without a name where several hosts are asked', async () => {
    assert.deepEqual(await asked(['a', 'evil'], 'evil', 'a'), [undefined, undefined]);
  });

  it('go to the only host, and to none that is not among those known', async () => {
    assert.deepEqual(await asked(['a', 'a'], 'evil', 'a', 'a'), [undefined, 'any', 'any']);
  });

  it('go to the first host that is asked where none is known beforehand', async () => {
    assert.deepEqual(await asked([], 'a', 'b', 'a'), ['any', undefined, 'any']);
  });
});
