import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startLab, type LandingStyle, type Lab } from '../../lab';

const run = promisify(execFile);
type Json = Record<string, unknown>;

describe('The lab', () => {
  let lab: Lab;

  before(async () => {
    lab = await startLab({ services: ['web', 'cart', 'orders', 'catalog', 'recommendations'], faults: true });
  });

  after(() => lab.dispose());

  const api = async (path: string, body?: object): Promise<{ status: number; body: Json }> => {
    const response = await fetch(`${lab.forge.url}/api/v1/repos/${lab.forge.owner}/${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `token ${lab.forge.tokens.developer}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: response.status, body: (await response.json()) as Json };
  };
  const statusOf = async (service: string, commit: string, context: string): Promise<Json | undefined> => {
    const { body } = await api(`${service}/commits/${commit}/status`);
    return (body['statuses'] as Json[]).find((status) => status['context'] === context);
  };
  const git = async (service: string, ...args: readonly string[]): Promise<string> =>
    (await run('git', ['-C', join(lab.workspace, service), ...args])).stdout.trim();
  const live = async (context: string, namespace: string, kind: string, name: string): Promise<Json> => {
    const found = await lab.cluster.get(context, namespace, kind, name);
    assert.ok(found, `${kind} ${name} is not in ${namespace}`);
    return found;
  };
  const imageOf = (deployment: Json): unknown =>
    (deployment as { spec: { template: { spec: { containers: { image: string }[] } } } }).spec.template.spec
      .containers[0]?.image;

  it('starts with every branch deployed and its pipeline finished', async () => {
    assert.equal(await lab.settled('web', 'prod'), 'success');
    assert.equal((await statusOf('web', 'prod', 'deploy/prod'))?.['status'], 'success');
    assert.equal((await statusOf('web', 'prod', 'ci/validate'))?.['status'], 'success');
    const { status } = await live('production', 'web', 'Deployment', 'web');
    assert.equal((status as Json)['readyReplicas'], 6);
  });

  it('starts with one pipeline that failed for want of an image, the pods of the version before still running', async () => {
    assert.equal(await lab.settled('recommendations', 'test'), 'failure');
    const status = await statusOf('recommendations', 'test', 'deploy/test');
    assert.equal(status?.['status'], 'failure');
    assert.match(String(status['description']), /recommendations:3\.5\.0-broken/);
    const deployment = await live('staging', 'recommendations-test', 'Deployment', 'recommendations');
    assert.equal((deployment['status'] as Json)['readyReplicas'], 1);
  });

  it('hands out what the editor and the command line need: a kubeconfig and a token', async () => {
    assert.match(await readFile(lab.environment['KUBECONFIG']!, 'utf8'), /name: staging-nobody/);
    const { host } = new URL(lab.forge.url);
    const token = lab.environment[`BRANCHLINE_TOKEN_${host.replace(/\W/g, '_')}`];
    assert.equal(token, lab.forge.tokens.developer);
  });

  it('has clones in the workspace that reach the forge without asking for a password', async () => {
    assert.equal(await git('cart', 'rev-parse', '--abbrev-ref', 'HEAD'), 'prod');
    await git('cart', '-c', 'core.askPass=false', 'fetch', 'origin');
    assert.equal(await git('cart', 'rev-parse', 'origin/prod'), await git('cart', 'rev-parse', 'HEAD'));
    assert.equal(await git('cart', 'config', 'remote.origin.url'), `${lab.forge.url}/${lab.forge.owner}/cart.git`);
  });

  it('deploys what is pushed: the status says success and the cluster has it', async () => {
    const file = join(lab.workspace, 'web', 'deployment.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(/shop\/web:\S+/, 'shop/web:5.9.0'));
    await git('web', 'commit', '--all', '--message=web 5.9.0');
    await git('web', 'push', 'origin', 'dev');
    assert.equal(await lab.settled('web', 'dev'), 'success');
    const head = await git('web', 'rev-parse', 'HEAD');
    assert.equal((await statusOf('web', head, 'deploy/dev'))?.['status'], 'success');
    assert.equal(
      imageOf(await live('staging', 'web-dev', 'Deployment', 'web')),
      'registry.shop.example/shop/web:5.9.0',
    );
  });

  it('fails where the image is not to be had, and says which', async () => {
    const { stdout: text } = await run('git', [
      '-C',
      join(lab.workspace, 'cart'),
      'show',
      'origin/dev:deployment.yaml',
    ]);
    const broken = text.replace(/shop\/cart:\S+/, 'shop/cart:9.9.9-broken');
    const head = await lab.forge.commit('cart', 'dev', 'cart 9.9.9', { 'deployment.yaml': broken });
    assert.equal(await lab.settled('cart', 'dev'), 'failure');
    assert.match(String((await statusOf('cart', head, 'deploy/dev'))?.['description']), /cart:9\.9\.9-broken/);
  });

  it('fails the validation of what no cluster would take', async () => {
    const head = await lab.forge.commit('orders', 'dev', 'Oops', { 'service.yaml': 'kind: Service\n  nonsense: [' });
    assert.equal(await lab.settled('orders', 'dev'), 'failure');
    assert.equal((await statusOf('orders', head, 'ci/validate'))?.['status'], 'failure');
    assert.equal((await live('staging', 'orders-dev', 'Service', 'orders'))['kind'], 'Service');
  });

  it('removes from the cluster what left git, and nothing that somebody else made', async () => {
    await lab.forge.commit('catalog', 'dev', 'No autoscaler on dev', { 'hpa.yaml': null });
    assert.equal(await lab.settled('catalog', 'dev'), 'success');
    assert.equal(await lab.cluster.get('staging', 'catalog-dev', 'HorizontalPodAutoscaler', 'catalog'), undefined);
    assert.ok(await lab.cluster.get('staging', 'catalog-dev', 'ServiceAccount', 'default'));
  });

  it('ends with the newest of several pushes', async () => {
    for (const ttl of ['2m', '3m', '4m']) {
      const text = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ttl\ndata:\n  TTL: ${ttl}\n`;
      await lab.forge.commit('catalog', 'dev', `Cache ${ttl}`, { 'ttl.yaml': text });
    }
    assert.equal(await lab.settled('catalog', 'dev'), 'success');
    assert.deepEqual((await live('staging', 'catalog-dev', 'ConfigMap', 'ttl'))['data'], { TTL: '4m' });
  });

  for (const style of ['merge', 'squash', 'rebase'] satisfies LandingStyle[]) {
    it(`lands a pull request by ${style}, and the agent deploys it`, async () => {
      const branch = `promote/dev-to-test/${style}`;
      await git('orders', 'switch', '--quiet', '--create', branch, 'origin/test');
      const file = join(lab.workspace, 'orders', 'configmap.yaml');
      const text = await readFile(file, 'utf8');
      await writeFile(file, text.replace(/ORDER_NUMBER_PREFIX: \S+/, `ORDER_NUMBER_PREFIX: ${style}`));
      await git('orders', 'commit', '--all', `--message=Prefix ${style}`);
      await git('orders', 'push', 'origin', branch);
      const number = await openPullRequest(api, { title: `Prefix ${style}`, head: branch, base: 'test' });
      const head = await lab.forge.merge('orders', number, style);
      assert.equal(await lab.settled('orders', 'test'), 'success');
      assert.equal((await statusOf('orders', head, 'deploy/test'))?.['status'], 'success');
      const { data } = await live('staging', 'orders-test', 'ConfigMap', 'orders');
      assert.equal((data as Json)['ORDER_NUMBER_PREFIX'], style);
      await git('orders', 'fetch', '--quiet', 'origin');
      assert.equal(await git('orders', 'rev-parse', 'origin/test'), head);
    });
  }

  it('refuses a push to test and prod: they change by pull request', async () => {
    await git('cart', 'commit', '--allow-empty', '--message=Straight to prod');
    await assert.rejects(git('cart', 'push', 'origin', 'prod'), /protected branch/);
  });

  it('shows who scaled by hand, as the API server does', async () => {
    await lab.cluster.scale('production', 'cart', 'cart', 9);
    const { spec, metadata } = await live('production', 'cart', 'Deployment', 'cart');
    assert.equal((spec as Json)['replicas'], 9);
    const entry = ((metadata as Json)['managedFields'] as Json[]).find(({ subresource }) => subresource === 'scale');
    assert.equal(entry?.['manager'], 'kubectl');
  });

  it('answers as a broken forge or cluster when told to, and as before afterwards', async () => {
    lab.faults.forge({ kind: 'html' });
    await assert.rejects(api('cart'), SyntaxError);
    lab.faults.forge({ kind: 'none' });
    assert.equal((await api('cart')).status, 200);
    lab.faults.cluster('staging', { kind: 'error500' });
    lab.faults.cluster('staging', { kind: 'none' });
    assert.throws(() => lab.faults.cluster('nowhere', { kind: 'down' }), /no cluster nowhere/);
  });
});

/** The forge knows a new branch a moment after the push, as real ones do: 404 until then. */
async function openPullRequest(
  api: (path: string, body: object) => Promise<{ status: number; body: Json }>,
  pullRequest: object,
): Promise<number> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const { status, body } = await api('orders/pulls', pullRequest);
    if (status === 201) return Number(body['number']);
    assert.equal(status, 404);
  }
  throw new Error('The forge never came to know the branch');
}
