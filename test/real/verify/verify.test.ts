import assert from 'node:assert/strict';
import { startLab } from '../../lab';
import type { Lab } from '../../lab/lab';
import { assertOnlyReads } from '../../lab/onlyReads';
import { CartPipeline } from '../../integration/verify/lab';

const dev = ['--environment', 'dev', '--post-status', '--timeout', '150s'];
const deployment = (tag: string) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: probe
spec:
  selector: { matchLabels: { app: probe } }
  template:
    metadata: { labels: { app: probe } }
    spec:
      containers:
        - name: probe
          image: registry.shop.example/shop/probe:${tag}
`;

describe('branchline verify on Kubernetes and Gitea themselves', function () {
  this.timeout(600_000);
  let lab: Lab;
  let cart: CartPipeline;
  before(async () => {
    lab = await startLab({ services: ['cart'], backend: 'real' });
    cart = new CartPipeline(lab);
  });
  after(() => lab.dispose());

  it('waits for a push until controllers have rolled it out, and says so on the commit', async () => {
    const head = await lab.forge.commit('cart', 'dev', 'A probe', { 'probe.yaml': deployment('1.0.0') });
    const { code, document, err } = await cart.json(...dev, '--commit', head);
    assert.deepEqual(
      [code, document.verified, document.commit],
      [0, true, head],
      err + JSON.stringify(document.reasons),
    );
    assert.match(err, /✓ Deployment probe: It is as the commit says, and healthy\./);
    assert.deepEqual(
      (await cart.statusesOf(head)).map(({ status }) => status),
      ['success', 'pending'],
    );
  });

  it('tells of an image that cannot be pulled, with its Pod, on the commit too', async () => {
    const head = await lab.forge.commit('cart', 'dev', 'Broken', { 'probe.yaml': deployment('2.0.0-broken') });
    const { code, document, err } = await cart.json(...dev, '--commit', head, '--patience', '3s');
    assert.deepEqual([code, document.ended], [2, 'gaveUp'], err);
    const reason = document.reasons.find(({ subject }) => subject === 'Deployment probe');
    assert.match(
      reason?.details.join('\n') ?? '',
      /^Pod probe-\S+: image of probe cannot be pulled: \S+2\.0\.0-broken/m,
    );
    assert.equal((await cart.statusesOf(head))[0]?.status, 'failure');
  });

  it('has only read, say the audit logs', () => assertOnlyReads(lab));
});
