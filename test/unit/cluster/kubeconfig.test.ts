import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  kubeconfigPaths,
  KubeconfigError,
  loadKubeconfig,
  watchKubeconfig,
  type Kubeconfig,
} from '../../../src/core/cluster/kubeconfig';

const canary = 'canary-token-4711';

/** A kubeconfig whose contexts lead to clusters of the same name, as the user `me`. */
function configOf(servers: Readonly<Record<string, string>>, user: object = { token: canary }): object {
  const names = Object.keys(servers);
  return {
    clusters: names.map((name) => ({ name, cluster: { server: servers[name] } })),
    users: [{ name: 'me', user }],
    contexts: names.map((name) => ({ name, context: { cluster: name, user: 'me' } })),
    'current-context': names[0],
  };
}

const byContext = (context: string) => ({ kind: 'context', context }) as const;
const byServer = (server: string) => ({ kind: 'server', server }) as const;

describe('the kubeconfig', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'branchline-kubeconfig-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function file(name: string, content: object | string): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  }
  const load = async (...contents: (object | string)[]): Promise<Kubeconfig> =>
    loadKubeconfig(await Promise.all(contents.map((content, index) => file(`config-${index}`, content))));
  const refused = (code: string, text: RegExp) => (error: unknown) => {
    assert.ok(error instanceof KubeconfigError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, text);
    assert.ok(!JSON.stringify([error.message, error.said, error.remedy, String(error.cause)]).includes(canary));
    return true;
  };

  it('is read from the setting, else from the KUBECONFIG list, else from the home folder', () => {
    const home = join('/home', 'me');
    const environment = { KUBECONFIG: ['/a', '~/b', ''].join(delimiter) };
    assert.deepEqual(kubeconfigPaths({ setting: '/set', environment, home }), ['/set']);
    assert.deepEqual(kubeconfigPaths({ environment, home }), ['/a', join(home, 'b')]);
    assert.deepEqual(kubeconfigPaths({ setting: ' ', environment: {}, home }), [join(home, '.kube', 'config')]);
  });

  it('lists contexts with their servers, and resolves one with its cluster and user', async () => {
    const config = await load(configOf({ staging: 'https://staging:6443/' }));
    assert.deepEqual(
      config.contexts().map(({ name, server }) => ({ name, server })),
      [{ name: 'staging', server: 'https://staging:6443' }],
    );
    const { cluster, user } = config.resolve(byContext('staging'));
    assert.deepEqual([cluster.server, user.name, user.token], ['https://staging:6443', 'me', canary]);
  });

  it('takes the first definition of a name, file by file', async () => {
    const config = await load(
      configOf({ staging: 'https://one' }),
      configOf({ staging: 'https://two', prod: 'https://three' }),
    );
    assert.equal(config.resolve(byContext('staging')).cluster.server, 'https://one');
    assert.equal(config.resolve(byContext('prod')).cluster.server, 'https://three');
  });

  it('passes over a file of the list that is not there, and says where it looked when none is', async () => {
    const absent = join(folder, 'absent');
    const there = await file('there', configOf({ staging: 'https://one' }));
    assert.equal((await loadKubeconfig([absent, there])).contexts().length, 1);
    await assert.rejects(loadKubeconfig([absent]), refused('kubeconfig/absent', /Looked for: .*absent/));
  });

  it('quotes no token that begins as an alias or a tag does', async () => {
    for (const sign of ['*', '!', '&a *']) {
      const error = await load(`users:\n- {name: me, user: {token: ${sign}${canary} }}\n`).catch(
        (thrown: unknown) => thrown,
      );
      assert.ok(error instanceof KubeconfigError && !error.message.includes(canary), String(error));
    }
  });

  it('has contexts of any name', async () => {
    const config = await load(configOf({ constructor: 'https://a.example.com' }));
    assert.equal(config.resolve(byContext('constructor')).cluster.server, 'https://a.example.com');
  });

  it('names the line where the YAML breaks, and quotes nothing of it', async () => {
    const broken = `users:\n- name: me\n  user:\n    token: "${canary}\n  oops: [\n`;
    await assert.rejects(load(broken), refused('kubeconfig/invalid', /config-0 is not valid at line \d+/));
  });

  it('works with the other files where one is broken, and says so where a context is missing', async () => {
    const config = await load('a: [', configOf({ staging: 'https://one' }));
    assert.equal(config.resolve(byContext('staging')).cluster.server, 'https://one');
    assert.throws(() => config.resolve(byContext('prod')), refused('kubeconfig/invalid', /config-0/));
  });

  it('lets an entry that is not valid hurt only who names it', async () => {
    const content = configOf({ staging: 'https://one' }) as { clusters: object[]; contexts: object[] };
    content.clusters.push({ name: 'bad', cluster: { server: 'ftp://x' } });
    content.contexts.push({ name: 'bad', context: { cluster: 'bad', user: 'me' } });
    const config = await load(content);
    assert.equal(config.resolve(byContext('staging')).name, 'staging');
    assert.throws(() => config.resolve(byContext('bad')), refused('kubeconfig/invalid', /cluster “bad”, server/));
  });

  it('guesses what a mistyped context means, and lists them where it cannot', async () => {
    const config = await load(configOf({ production: 'https://one', staging: 'https://two' }));
    const missing = (text: RegExp) => refused('kubeconfig/noContext', text);
    assert.throws(() => config.resolve(byContext('prodution')), missing(/Did you mean “production”\?/));
    assert.throws(() => config.resolve(byContext('elsewhere')), missing(/It has: production, staging/));
  });

  it('says which cluster or user a context lacks', async () => {
    const content = configOf({ staging: 'https://one' }) as { contexts: object[] };
    content.contexts.push({ name: 'a', context: { cluster: 'gone', user: 'me' } });
    content.contexts.push({ name: 'b', context: { cluster: 'staging', user: 'gone' } });
    const config = await load(content);
    assert.throws(() => config.resolve(byContext('a')), refused('kubeconfig/noCluster', /cluster “gone”/));
    assert.throws(() => config.resolve(byContext('b')), refused('kubeconfig/noUser', /user “gone”/));
  });

  it('finds a cluster by its address, however it is written, and by a name of one’s own', async () => {
    const config = await load(configOf({ mine: 'https://K8s.example.com:443/' }));
    assert.equal(config.resolve(byServer('https://k8s.example.com')).name, 'mine');
    assert.equal(config.resolve(byContext('staging'), { staging: 'mine' }).name, 'mine');
    assert.equal(config.resolve(byServer('https://other'), { 'https://other': 'mine' }).name, 'mine');
    assert.throws(() => config.resolve(byServer('https://other')), refused('kubeconfig/noServer', /K8s\.example\.com/));
  });

  it('asks which context to use where several lead there as different users', async () => {
    const content = configOf({ one: 'https://same', two: 'https://same' }) as { users: object[]; contexts: object[] };
    const config = await load(content);
    assert.equal(config.resolve(byServer('https://same')).name, 'one');
    content.users.push({ name: 'other', user: {} });
    content.contexts[1] = { name: 'two', context: { cluster: 'two', user: 'other' } };
    const ambiguous = await load(content);
    assert.throws(() => ambiguous.resolve(byServer('https://same')), refused('kubeconfig/ambiguous', /one, two/));
  });

  it('takes paths in it as relative to its folder', async () => {
    const user = {
      'client-certificate': 'me.crt',
      'client-key': '/abs/me.key',
      tokenFile: 'token',
      exec: { apiVersion: 'v1', command: './login' },
    };
    const config = await load(configOf({ staging: 'https://one' }, user));
    const found = config.resolve(byContext('staging')).user;
    assert.deepEqual(
      [found.certFile, found.keyFile, found.tokenFile, found.exec?.command],
      [join(folder, 'me.crt'), '/abs/me.key', join(folder, 'token'), join(folder, 'login')],
    );
  });

  describe('watched', () => {
    const changes = async (paths: readonly string[], act: () => Promise<unknown>): Promise<number> => {
      let count = 0;
      const watching = watchKubeconfig(paths, () => count++);
      try {
        await wait(60);
        await act();
        for (let tries = 0; count === 0 && tries < 200; tries++) await wait(10);
        await wait(120);
        return count;
      } finally {
        watching.dispose();
      }
    };

    it('tells of a file that is replaced by another, again and again', async () => {
      const path = await file('config', 'a: 1');
      const replace = async (text: string) => rename(await file('config.tmp', text), path);
      assert.equal(await changes([path], () => replace('a: 2')), 1);
      assert.equal(await changes([path], () => replace('a: 3')), 1);
    });

    it('tells of a file that appears, and of no other', async () => {
      const path = join(folder, 'config');
      assert.equal(await changes([path], () => file('config', 'a: 1')), 1);
      await mkdir(join(folder, 'other'));
      let count = 0;
      const watching = watchKubeconfig([path], () => count++);
      await wait(60);
      await file('unrelated', 'x');
      await wait(200);
      watching.dispose();
      assert.equal(count, 0);
    });
  });
});
