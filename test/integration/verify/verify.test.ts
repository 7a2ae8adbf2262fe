import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startLab } from '../../lab';
import type { Lab } from '../../lab/lab';
import { assertOnlyReads } from '../../lab/onlyReads';
import { CartPipeline } from './lab';

const dev = ['--environment', 'dev'];
const image = (text: string, tag: string) => text.replace(/(shop\/cart:)\S+/, `$1${tag}`);

describe('branchline verify on the lab', function () {
  this.timeout(600_000);
  let lab: Lab;
  let cart: CartPipeline;
  before(async () => {
    lab = await startLab({ services: ['cart'], deployMs: 20 });
    cart = new CartPipeline(lab);
  });
  after(() => lab.dispose());

  const deployment = () => readFile(join(lab.workspace, 'cart', 'deployment.yaml'), 'utf8');

  it('waits for a push to be deployed, says so on the commit, and writes what was asked for', async () => {
    const head = await lab.forge.commit('cart', 'dev', 'A note', { 'note.yaml': noteOf('one') });
    const { code, document, err } = await cart.json(
      ...[...dev, '--commit', head, '--post-status', '--target-url', 'https://ci.example.com/7'],
      ...['--junit', 'junit.xml', '--summary', 'summary.md'],
    );
    assert.deepEqual([code, document.verified, document.commit, document.reasons], [0, true, head, []], err);
    assert.match(document.evidence, /^cart\/dev runs \w{10}: 8 objects as it says, for 1 s$/);
    assert.match(err, /✓ Deployment cart: It is as the commit says, and healthy\./);
    const posted = await cart.statusesOf(head);
    assert.deepEqual(
      posted.map(({ status, description }) => [status, description]),
      [
        ['success', document.evidence],
        ['pending', 'Waiting for cart/dev to run it'],
      ],
    );
    assert.equal(posted[0]?.target_url, 'https://ci.example.com/7');
    assert.match(await readFile(join(lab.workspace, 'junit.xml'), 'utf8'), /failures="0" errors="0"/);
    assert.match(await readFile(join(lab.workspace, 'summary.md'), 'utf8'), /^## ✓ cart\/dev is verified$/m);
  });

  it('takes the beginning of a commit and the branch in place of the environment, and refuses what is not on it', async () => {
    const other = await cart.call(['--branch', 'prod', '--commit', 'f'.repeat(40)]);
    assert.equal(other.code, 1);
    assert.match(other.err, /Branch prod of \S+ has no commit f{40}\./);
    for (const [args, said] of [
      [['--branch', 'nowhere'], /cart has no environment nowhere/],
      [[], /Name the environment with --environment/],
      [['--environment', 'dev', '--settle', '2m'], /--timeout has to be longer than --settle/],
      [['--environment', 'dev', '--timeout', 'long'], /--timeout: "long" is not a duration/],
      [['--environment', 'dev', '--target-url', 'javascript:x'], /--target-url must start/],
    ] as const) {
      const { code, err } = await cart.call(args);
      assert.equal(code, 1);
      assert.match(err, said);
    }
  });

  it('an older commit does not run any more, and that is no success', async () => {
    const before = await lab.forge.commit('cart', 'dev', 'Two', { 'note.yaml': noteOf('two') });
    const after = await lab.forge.commit('cart', 'dev', 'Three', { 'note.yaml': noteOf('three') });
    assert.equal(await lab.settled('cart', 'dev'), 'success');
    const { code, document } = await cart.json(...dev, '--commit', before.slice(0, 8), '--timeout', '25s');
    assert.deepEqual([code, document.verified, document.ended], [2, false, 'late']);
    assert.deepEqual(
      document.reasons.map(({ subject }) => subject),
      ['live revision', 'ConfigMap note'],
    );
    assert.match(document.reasons[1]?.said ?? '', /It differs from what note\.yaml:\d+ says of data\.said/);
    assert.equal(document.branchMovedTo, after);
  });

  it('an image that cannot be pulled is told with its Pod, and not waited for for ever', async () => {
    const good = await deployment();
    const head = await lab.forge.commit('cart', 'dev', 'Broken', { 'deployment.yaml': image(good, '9.9.9-broken') });
    assert.equal(await lab.settled('cart', 'dev'), 'failure');
    const { code, out } = await cart.call([...dev, '--patience', '2s', '--post-status']);
    assert.equal(code, 2);
    assert.match(out, /^✗ not verified: cart\/dev at \w{10}, no use in waiting on/);
    assert.match(
      out,
      /^ {2}✗ Deployment cart: .*cannot be pulled: \S+9\.9\.9-broken \((ErrImagePull|ImagePullBackOff)\)$/m,
    );
    assert.match(out, /^ {6}Pod cart-\w+-\w+: image of cart cannot be pulled/m);
    const [last] = await cart.statusesOf(head);
    assert.equal(last?.status, 'failure');
    assert.match(last.description, /^cart\/dev: Deployment cart: Pod cart-\S+: image of cart cannot be pulled/);
    await lab.forge.commit('cart', 'dev', 'Mended', { 'deployment.yaml': good });
    assert.equal(await lab.settled('cart', 'dev'), 'success');
  });

  it('what a container that crashes printed is told to whoever asks for it, masked, and stands nowhere else', async () => {
    const good = await deployment();
    await lab.forge.commit('cart', 'dev', 'Crashes', { 'deployment.yaml': image(good, '9.9.9-crash') });
    assert.equal(await lab.settled('cart', 'dev'), 'failure');
    const files = ['--junit', 'logs.xml', '--summary', 'logs.md'];
    const { code, out, err } = await cart.call([...dev, '--patience', '2s', '--container-logs', '--json', ...files]);
    assert.equal(code, 2);
    assert.match(err, /^Pod cart-\w+-\w+, container cart:\n {4}starting\n {4}\*\*\*\n {4}fatal: no connection/m);
    const written = await Promise.all(
      ['logs.xml', 'logs.md'].map((file) => readFile(join(lab.workspace, file), 'utf8')),
    );
    for (const text of [out, ...written]) assert.doesNotMatch(text, /fatal|starting/);
    assert.doesNotMatch(err, /correct-horse/);
    assert.ok(!err.includes('\u001b'));
    await lab.forge.commit('cart', 'dev', 'Mended again', { 'deployment.yaml': good });
    assert.equal(await lab.settled('cart', 'dev'), 'success');
  });

  it('what somebody changed by hand is told with its line, and nothing else is wrong', async () => {
    await lab.cluster.edit('staging', 'cart-dev', 'ConfigMap', 'cart', { data: { CART_TTL: '1s' } });
    const { code, document } = await cart.json(...dev, '--timeout', '25s');
    await lab.cluster.edit('staging', 'cart-dev', 'ConfigMap', 'cart', { data: { CART_TTL: null } });
    assert.equal(code, 2);
    const [reason] = document.reasons.filter(({ kind }) => kind === 'object');
    assert.equal(reason?.subject, 'ConfigMap cart');
    assert.match(
      reason.details[0] ?? '',
      /^configmap\.yaml:\d+ data\.CART_TTL is ".*" in git and "1s" live \(kubectl-edit\)$/,
    );
  });

  it('that a Secret differs is told, and nothing of its values', async () => {
    const value = 'correct-horse-battery';
    const encoded = Buffer.from(value).toString('base64');
    await lab.cluster.edit('staging', 'cart-dev', 'Secret', 'cart-redis', { data: { password: encoded } });
    const files = ['--junit', 'secret.xml', '--summary', 'secret.md'];
    const { code, document, out, err } = await cart.json(...dev, '--timeout', '20s', '--post-status', ...files);
    assert.equal(code, 2);
    const reason = document.reasons.find(({ subject }) => subject === 'Secret cart-redis');
    assert.match(reason?.details[0] ?? '', /^secret\.yaml:\d+ \S+password differs; values of Secrets are not shown/);
    const [status] = await cart.statusesOf(document.commit);
    const written = await Promise.all(
      ['secret.xml', 'secret.md'].map((file) => readFile(join(lab.workspace, file), 'utf8')),
    );
    for (const text of [out, err, status?.description ?? '', ...written]) {
      assert.ok(!text.includes(value) && !text.includes(encoded));
    }
  });

  it('a cluster that cannot be reached for a while is tried again; for as long as it is not known it is not verified', async () => {
    await lab.forge.commit('cart', 'dev', 'As it was', { 'note.yaml': noteOf('four') });
    await lab.settled('cart', 'dev');
    lab.faults.cluster('staging', { kind: 'down' });
    try {
      const { code, document } = await cart.json(...dev, '--timeout', '15s');
      assert.deepEqual([code, document.ended], [2, 'late']);
      assert.ok(document.reasons.every(({ state }) => state === 'unknown'));
      const { code: then, err } = await cart.call(dev, lab.environment, (line) => {
        if (line.includes('? cluster staging:')) lab.faults.cluster('staging', { kind: 'none' });
      });
      assert.equal(then, 0, err);
      assert.match(err, /\? cluster staging: /);
    } finally {
      lab.faults.cluster('staging', { kind: 'none' });
    }
  });

  it('a forge that cannot be reached for a while is tried again, and for as long as there is time', async () => {
    lab.faults.forge({ kind: 'down' });
    try {
      const dead = await cart.call([...dev, '--timeout', '8s']);
      assert.deepEqual([dead.code, dead.out], [1, ''], dead.err);
      assert.match(dead.err, /Trying again\./);
      const { code, err } = await cart.call(dev, lab.environment, (line) => {
        if (line.includes('Trying again.')) lab.faults.forge({ kind: 'none' });
      });
      assert.equal(code, 0, err);
    } finally {
      lab.faults.forge({ kind: 'none' });
    }
  });

  it('what may not be read is not verified, unless somebody accepts that', async () => {
    const prod = ['--environment', 'prod', '--patience', '1s'];
    const refused = await cart.json(...prod);
    assert.equal(refused.code, 2);
    assert.deepEqual(
      refused.document.reasons.map(({ subject, said }) => [subject, said]),
      [['Secret cart-redis', 'You may not list secrets in namespace cart (403).']],
    );
    const accepted = await cart.json(...prod, '--allow-unknown', 'secrets');
    assert.equal(accepted.code, 0, accepted.err);
    assert.match(accepted.document.evidence, /5 objects as it says, for 1 s, 1 objects not compared$/);
    const nobody = await cart.catalog('nobody.yaml', (text) =>
      text.replaceAll('context: staging', 'context: staging-nobody'),
    );
    const blind = await cart.json(...dev, '--catalog', nobody, '--patience', '1s');
    assert.deepEqual([blind.code, blind.document.ended], [2, 'gaveUp']);
    assert.match(
      blind.document.reasons.map(({ said }) => said).join(),
      /You may not list \S+ in namespace cart-dev \(403\)/,
    );
  });

  it('a status that the forge does not take is an error beside the verdict', async () => {
    const { url, tokens } = lab.forge;
    const variable = `BRANCHLINE_TOKEN_${new URL(url).host.replace(/[^A-Za-z0-9]/g, '_').toUpperCase()}`;
    const reader = { ...lab.environment, [variable]: tokens.reader };
    const { code, out, err } = await cart.call(
      ['--environment', 'prod', '--allow-unknown', 'secrets', '--post-status', '--json'],
      reader,
    );
    assert.equal(code, 1);
    const told = JSON.parse(out) as { verified: boolean; status: { kind: string; said: string } };
    assert.deepEqual([told.verified, told.status.kind], [true, 'failed']);
    assert.match(err, /The status branchline\/verify was not posted: \S+ does not allow this on shop\/cart/);
    assert.ok(!out.includes(tokens.reader) && !err.includes(tokens.reader));
  });

  it('only reads', () => assertOnlyReads(lab));
});

function noteOf(said: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: note\ndata:\n  said: ${said}\n`;
}
