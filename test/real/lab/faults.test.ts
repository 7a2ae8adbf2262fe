import assert from 'node:assert/strict';
import { KubeConfig } from '@kubernetes/client-node';
import { z } from 'zod';
import { never, observe } from '../../integration/fleet/harness';
import { startLab, type Lab } from '../../lab';
import { Client } from '../../lab/real/kubernetes/client';

const deployments = z.object({ items: z.array(z.object({ spec: z.object({ replicas: z.number() }) })) });

describe('Faults in front of real servers', function () {
  this.timeout(240_000);
  let lab: Lab;
  let developer: Client;

  before(async () => {
    lab = await startLab({ backend: 'real', services: ['inventory'], faults: true });
    const config = new KubeConfig();
    config.loadFromFile(lab.cluster.kubeconfig);
    config.setCurrentContext('production');
    const { server = '', caData = '' } = config.getCurrentCluster() ?? {};
    const certificate = Buffer.from(caData, 'base64').toString();
    developer = new Client(server, certificate, config.getCurrentUser()?.token ?? '');
  });
  after(async () => {
    developer.dispose();
    await lab.dispose();
  });
  afterEach(() => lab.faults.cluster('production', { kind: 'none' }));

  const path = '/apis/apps/v1/namespaces/inventory/deployments';
  const replicas = async () => deployments.parse(await developer.ask('GET', path)).items[0]?.spec.replicas;
  const scale = (count: number) => lab.cluster.scale('production', 'inventory', 'inventory', count);

  it('lists are stale from the moment when they are told to be', async () => {
    const before = await replicas();
    lab.faults.cluster('production', { kind: 'stale' });
    assert.equal(await replicas(), before);
    await scale(7);
    assert.equal(await replicas(), before);
    lab.faults.cluster('production', { kind: 'none' });
    assert.equal(await replicas(), 7);
  });

  it('the server fails, is away, is slow', async () => {
    lab.faults.cluster('production', { kind: 'error500' });
    assert.equal((await developer.send('GET', path)).status, 500);
    lab.faults.cluster('production', { kind: 'down' });
    await assert.rejects(developer.send('GET', path));
    lab.faults.cluster('production', { kind: 'slow', delayMs: 20 });
    assert.equal(await replicas(), 7);
  });

  for (const kind of ['gone410', 'reset', 'down', 'idle'] as const) {
    it(`a fleet that watches sees what happened after ${kind}`, async () => {
      await scale(4);
      const seen = await observe(lab);
      const isDrifted = (): boolean => {
        const { drift } = seen.cell('inventory/prod');
        return drift.kind === 'known' && drift.report.counts.changed === 1;
      };
      try {
        await seen.fleet.refresh('start', never);
        await seen.until('a change by hand', isDrifted);
        lab.faults.cluster('production', { kind });
        await scale(3);
        lab.faults.cluster('production', { kind: 'none' });
        await seen.until('that it was taken back', () => !isDrifted());
      } finally {
        await seen.dispose();
      }
    });
  }
});
