import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clusters, ClustersOptions } from '../../../src/core/cluster/clusters';
import { Kubeconfig } from '../../../src/core/cluster/kubeconfig';
import { parseKubeconfig } from '../../../src/core/cluster/kubeconfig/parse';
import type { Unknown } from '../../../src/core/support/observation';
import { redactingLog } from '../../../src/core/support/log';
import { inEnglish } from '../../../src/core/support/message';
import { ConfigMap, FakeApi, json, namesOf, quickClusters, staging, until } from './fakeApi';

const shop = { target: staging, namespace: 'shop', kinds: [ConfigMap] };

describe('signing in', () => {
  let api: FakeApi;
  let folder: string;
  let clusters: Clusters | undefined;
  /** What was sent as `Authorization`, and the impersonation headers. */
  let sent: { authorization: string | undefined; groups: unknown }[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'branchline-signin-'));
    api = await FakeApi.start();
    sent = [];
  });
  afterEach(async () => {
    clusters?.dispose();
    await api.stop();
    await rm(folder, { recursive: true });
  });

  /** The server lets in who the function says, and tells the others 401. */
  function letIn(accepts: (authorization: string | undefined) => boolean): void {
    api.intercept = () => (request, response) => {
      const { authorization } = request.headers;
      sent.push({ authorization, groups: request.headers['impersonate-group'] });
      if (!accepts(authorization)) {
        json(response, 401, {});
        return;
      }
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://fake');
      if (pathname === '/api/v1') {
        const verbs = ['list', 'watch'];
        json(response, 200, { resources: [{ name: 'configmaps', kind: 'ConfigMap', namespaced: true, verbs }] });
        return;
      }
      if (searchParams.has('watch')) {
        response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
        return;
      }
      json(response, 200, { metadata: { resourceVersion: '1' }, items: [] });
    };
  }

  function start(user: object, options: Partial<ClustersOptions> = {}): Clusters {
    const text = JSON.stringify({
      clusters: [{ name: 'c', cluster: { server: api.url } }],
      users: [{ name: 'u', user }],
      contexts: [{ name: 'staging', context: { cluster: 'c', user: 'u' } }],
    });
    const kubeconfig = new Kubeconfig([parseKubeconfig(join(folder, 'config'), text)]);
    clusters = quickClusters(
      {},
      { kubeconfig: () => Promise.resolve(kubeconfig), trusted: () => true, environment: process.env, ...options },
    );
    clusters.watch(shop);
    return clusters;
  }

  async function plugin(source: string): Promise<object> {
    const script = join(folder, 'login.mjs');
    await writeFile(script, source);
    return {
      exec: {
        apiVersion: 'client.authentication.k8s.io/v1',
        command: process.execPath,
        args: [script],
        interactiveMode: 'Never',
      },
    };
  }
  const prints = (status: object) =>
    `console.log(JSON.stringify(${JSON.stringify({ kind: 'ExecCredential', status })}))`;

  const refusal = async (clusters: Clusters): Promise<Unknown> => {
    const { connection } = await until(clusters, ({ connection }) => connection.kind === 'unknown');
    assert.ok(connection.kind === 'unknown');
    return connection;
  };
  const letsMeIn = (clusters: Clusters) => until(clusters, (state) => namesOf(state) !== undefined);

  it('sends the token, or the name and password', async () => {
    letIn((authorization) => authorization === 'Bearer t');
    await letsMeIn(start({ token: 't' }));
    clusters?.dispose();
    letIn((authorization) => authorization === `Basic ${Buffer.from('me:secret').toString('base64')}`);
    await letsMeIn(start({ username: 'me', password: 'secret' }));
  });

  it('acts for another user with all of the groups', async () => {
    letIn(() => true);
    await letsMeIn(start({ token: 't', as: 'deploy', 'as-groups': ['one', 'two'] }));
    assert.deepEqual(sent[0]?.groups, 'one, two');
  });

  it('reads the token out of a file, and again when it is refused', async () => {
    const file = join(folder, 'token');
    await writeFile(file, 'old\n');
    letIn((authorization) => authorization === 'Bearer new');
    const clusters = start({ tokenFile: 'token' });
    assert.equal((await refusal(clusters)).reason, 'unauthorised');
    await writeFile(file, 'new\n');
    await letsMeIn(clusters);
  });

  it('says which file cannot be read', async () => {
    const { reason, said } = await refusal(start({ tokenFile: 'absent' }));
    assert.equal(reason, 'unauthorised');
    assert.match(inEnglish(said), /names the file .*absent, which cannot be read/);
  });

  it('runs the program of the kubeconfig, once for all requests, telling it what clients tell', async () => {
    const count = join(folder, 'count');
    const exec = await plugin(`
      import { appendFileSync } from 'node:fs';
      appendFileSync(${JSON.stringify(count)}, process.env.KUBERNETES_EXEC_INFO + '\\n');
      ${prints({ token: 'from-plugin' })}`);
    letIn((authorization) => authorization === 'Bearer from-plugin');
    await letsMeIn(start(exec));
    const [info, ...more] = (await readFile(count, 'utf8')).trim().split('\n');
    assert.deepEqual(more, []);
    assert.deepEqual(JSON.parse(info ?? ''), {
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      spec: { interactive: false },
    });
  });

  it('runs the program again when its token is refused', async () => {
    const exec = await plugin(`
      import { existsSync, writeFileSync } from 'node:fs';
      const mark = ${JSON.stringify(join(folder, 'mark'))};
      const token = existsSync(mark) ? 'second' : 'first';
      writeFileSync(mark, '');
      console.log(JSON.stringify({ status: { token } }));`);
    letIn((authorization) => authorization === 'Bearer second');
    await letsMeIn(start(exec));
  });

  it('runs no program in a workspace that is not trusted', async () => {
    const mark = join(folder, 'ran');
    const exec = await plugin(`import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(mark)}, '');`);
    const { reason, said } = await refusal(start(exec, { trusted: () => false }));
    assert.equal(reason, 'unauthorised');
    assert.match(inEnglish(said), /not trusted/);
    await assert.rejects(readFile(mark));
  });

  it('says which program is missing, and where it was searched', async () => {
    const exec = { apiVersion: 'v1', command: 'no-such-login', installHint: 'Get it from the portal.' };
    const { reason, said } = await refusal(
      start({ exec }, { environment: { PATH: '/nowhere' }, extraPath: () => ['/extra'] }),
    );
    assert.equal(reason, 'unauthorised');
    assert.match(
      inEnglish(said),
      /“no-such-login”, which is not found\. Searched: \/extra, \/nowhere\. Get it from the portal\./,
    );
  });

  for (const { what, source, text } of [
    {
      what: 'fails, with its last words',
      source: `console.error('a\\nexpired session'); process.exit(2)`,
      text: /failed: expired session\./,
    },
    { what: 'prints something else', source: `console.log('canary-4711')`, text: /did not print credentials/ },
    { what: 'prints nothing to sign in with', source: prints({}), text: /neither a token nor a certificate/ },
  ]) {
    it(`says that the program ${what}, and logs nothing that it printed`, async () => {
      const lines: string[] = [];
      const log = redactingLog((_level, line) => lines.push(line));
      const { said } = await refusal(start(await plugin(source), { log }));
      assert.match(inEnglish(said), text);
      assert.ok(lines.length > 0 && !lines.join().includes('canary'));
    });
  }

  it('ends a program that hangs when nobody wants to know any more', async () => {
    const pidFile = join(folder, 'pid');
    const exec = await plugin(`
      import { writeFileSync } from 'node:fs';
      writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));
      setInterval(() => undefined, 1000);`);
    start(exec);
    const pid = async () => Number(await readFile(pidFile, 'utf8').catch(() => '0'));
    while ((await pid()) === 0) await wait(10);
    clusters?.dispose();
    const runs = (id: number) => {
      try {
        return process.kill(id, 0);
      } catch {
        return false; // no such process
      }
    };
    while (runs(await pid())) await wait(5);
  });

  it('refuses what Kubernetes has removed, and says what to do', async () => {
    const { said } = await refusal(start({ 'auth-provider': { name: 'gcp', config: { 'cmd-path': 'gcloud' } } }));
    assert.match(inEnglish(said), /provider “gcp”, which Kubernetes has removed/);
  });
});
