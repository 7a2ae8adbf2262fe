import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeBare } from '../../../lab/fleet/bare';
import { growFleet, serviceNames, type GrownRepository } from '../../../lab/fleet';

const now = new Date('2026-03-11T10:00:00Z');

describe('The histories of the fleet', () => {
  let fleet: readonly GrownRepository[];
  let folder: string;

  const git = (service: string, ...args: readonly string[]): string =>
    execFileSync('git', ['--git-dir', join(folder, `${service}.git`), ...args], { encoding: 'utf8' }).trim();
  const shown = (service: string, branch: string, path: string): string => git(service, 'show', `${branch}:${path}`);
  const headOf = (service: string, branch: string) => {
    const head = fleet
      .find((grown) => grown.service === service)
      ?.deployments.get(branch)
      ?.at(-1);
    assert.ok(head);
    return head;
  };

  before(async () => {
    fleet = await growFleet(serviceNames, now);
    folder = await mkdtemp(join(tmpdir(), 'branchline-fleet-'));
    await writeBare(fleet, folder);
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it('are the same for the same day', async () => {
    const again = await growFleet(serviceNames, new Date('2026-03-11T23:59:00Z'));
    assert.deepEqual(
      again.map(({ heads }) => [...heads]),
      fleet.map(({ heads }) => [...heads]),
    );
  });

  for (const service of serviceNames) {
    it(`${service}: git names every head as it was named before git saw it`, () => {
      const heads = git(service, 'for-each-ref', '--format=%(refname:short) %(objectname)').split('\n').sort();
      const grown = fleet.find((repository) => repository.service === service);
      assert.deepEqual(heads, [...(grown?.heads ?? [])].map((pair) => pair.join(' ')).sort());
      assert.equal(git(service, 'fsck', '--strict', '--no-dangling'), '');
    });

    it(`${service}: dev has 15 to 40 commits by several people over eight weeks, the last before today`, () => {
      const times = git(service, 'log', '--format=%ct', 'dev').split('\n').map(Number);
      assert.ok(times.length >= 15 && times.length <= 40, `${times.length} commits`);
      assert.ok(new Set(git(service, 'log', '--format=%an', 'dev').split('\n')).size >= 3);
      const last = Number(git(service, 'log', '-1', '--format=%ct', '--all', '--date-order'));
      assert.ok(last < Date.parse('2026-03-11T00:00:00Z') / 1000);
      assert.ok(last - Math.min(...times) > 40 * 86_400);
    });

    it(`${service}: the environments differ in what belongs to them`, () => {
      const contents = ['dev', 'test', 'prod'].map((branch) => [...headOf(service, branch).files.values()].join('\n'));
      assert.deepEqual(
        contents.map((text) => /LOG_LEVEL: (\w+)/.exec(text)?.[1]),
        ['debug', 'info', 'warn'],
      );
    });
  }

  it('cart was promoted by Branchline: squashed commits name their source, baseline and target', () => {
    const [promotion] = fleet
      .find(({ service }) => service === 'cart')!
      .deployments.get('prod')!
      .slice(-1);
    const [, source] = /^Promoted-From: test@([0-9a-f]{40})$/m.exec(promotion!.message) ?? [];
    assert.equal(git('cart', 'merge-base', '--is-ancestor', source!, 'test'), '');
    assert.match(promotion!.message, new RegExp(`^Promotion-Target: prod@${promotion!.parents[0] ?? ''}$`, 'm'));
    assert.match(promotion!.message, /^Promotion-Baseline: [0-9a-f]{40}$/m);
    assert.equal(promotion!.parents.length, 1);
  });

  it('payments: prod went back to the deployment before 5.0.0, and test still has 5.0.0', () => {
    const rollback = fleet
      .find(({ service }) => service === 'payments')!
      .deployments.get('prod')!
      .at(-2)!;
    const [, restored] = /^Rolled-Back-To: ([0-9a-f]{40})$/m.exec(rollback.message) ?? [];
    assert.equal(
      git('payments', 'rev-parse', `${rollback.id}^{tree}`),
      git('payments', 'rev-parse', `${restored!}^{tree}`),
    );
    assert.match(rollback.message, new RegExp(`^Rolled-Back: .*\\.\\.${rollback.parents[0] ?? ''}$`, 'm'));
    assert.match(shown('payments', 'prod', 'payments.yaml'), /payments:4\.4\.1/);
    assert.match(shown('payments', 'test', 'payments.yaml'), /payments:5\.0\.0/);
  });

  it('notifications: the forge reverted a merge on prod, without a trailer', () => {
    const revert = headOf('notifications', 'prod');
    assert.match(
      revert.message,
      /^Revert "Merge branch 'test' into prod"\n\nThis reverts commit [0-9a-f]{40}, reversing/,
    );
    assert.doesNotMatch(revert.message, /Rolled-Back/);
    assert.equal(
      git('notifications', 'rev-parse', `${revert.id}^{tree}`),
      git('notifications', 'rev-parse', `${revert.id}~2^{tree}`),
    );
  });

  it('orders: a hotfix stands on prod alone', () => {
    assert.match(shown('orders', 'prod', 'configmap.yaml'), /CONFIRMATION_DELAY: 120s/);
    assert.match(shown('orders', 'test', 'configmap.yaml'), /CONFIRMATION_DELAY: 30s/);
    assert.match(shown('orders', 'dev', 'configmap.yaml'), /CONFIRMATION_DELAY: 30s/);
  });

  it('checkout: dev and test changed one key differently since the last promotion', () => {
    const values = ['dev', 'test', 'prod'].map(
      (branch) => /PAYMENTS_TIMEOUT: (\S+)/.exec(shown('checkout', branch, 'manifests/config.yaml'))?.[1],
    );
    assert.deepEqual(values, ['4s', '20s', '8s']);
  });

  it('inventory: the three branches differ in nothing that travels', () => {
    const travelling = (branch: string): string =>
      [...headOf('inventory', branch).files]
        .filter(([path]) => !path.includes('/env/'))
        .map(([, text]) => text.replace(/replicas: \d+|namespace: \S+/g, ''))
        .join('\n');
    assert.equal(travelling('test'), travelling('dev'));
    assert.equal(travelling('prod'), travelling('dev'));
  });

  it('recommendations: test asks for an image that nobody built, dev has the fix', () => {
    assert.match(shown('recommendations', 'test', 'deployment.yaml'), /recommendations:3\.5\.0-broken/);
    assert.match(shown('recommendations', 'dev', 'deployment.yaml'), /recommendations:3\.5\.1/);
  });
});
