import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Unknown } from '../../../src/core/support/observation';
import { inEnglish } from '../../../src/core/support/message';
import { startLab } from '../../lab';
import type { Lab } from '../../lab/lab';
import { never, observe, type ObservedLab, type ObserveOptions } from './harness';

/** What is wrong says so at its place, with the reason; everything else works; and it heals. */
describe('A fleet with something wrong in it', function () {
  this.timeout(180_000);
  let lab: Lab;
  const seen: ObservedLab[] = [];

  before(async () => {
    lab = await startLab({ services: ['cart', 'inventory'], deployMs: 20 });
  });
  afterEach(async () => {
    lab.faults.forge({ kind: 'none' });
    lab.faults.cluster('production', { kind: 'none' });
    await Promise.all(seen.splice(0).map((one) => one.dispose()));
  });
  after(() => lab.dispose());

  async function look(options: ObserveOptions = {}): Promise<ObservedLab> {
    const one = await observe(lab, options);
    seen.push(one);
    await one.fleet.refresh('start', never);
    return one;
  }

  for (const kind of ['down', 'html', 'unauthorised'] as const) {
    it(`a forge that is ${kind}: said, never green; and all is well when it is back`, async () => {
      lab.faults.forge({ kind });
      const one = await look();
      for (const { pipeline } of one.fleet.snapshot.cells.values()) {
        const { reason, said } = unknownOf(pipeline);
        assert.notEqual(reason, 'pending');
        assert.notEqual(inEnglish(said), '');
      }
      lab.faults.forge({ kind: 'none' });
      await one.fleet.refresh('person', never);
      await one.until(
        'it is as it should be',
        ({ cells, problems }) =>
          problems.length === 0 && [...cells.values()].every(({ pipeline }) => pipeline.kind === 'known'),
      );
    });
  }

  it('a wrong token: each service says that it is refused', async () => {
    const [name = ''] = Object.keys(lab.environment).filter((key) => key.startsWith('BRANCHLINE_TOKEN'));
    const one = await look({ environment: { [name]: 'wrong' } });
    const said = one.fleet.snapshot.problems.map((problem) => inEnglish(problem.said));
    assert.equal(said.length, 2);
    for (const text of said) assert.match(text, /token|who you are|refused|not accept/i);
  });

  it('a repository that is gone: its rows say so, the other service is known', async () => {
    const one = await look({
      change: (service) =>
        service.name === 'cart' ? { ...service, repository: service.repository.replace('cart', 'gone') } : service,
    });
    assert.equal(unknownOf(one.cell('cart/dev').head).reason, 'missing');
    assert.equal(one.cell('inventory/dev').head.kind, 'known');
  });

  it('a branch that is missing: that cell and its edges say so, the others work', async () => {
    const one = await look({
      change: (service) => ({
        ...service,
        environments: service.environments.map((environment) =>
          service.name === 'cart' && environment.name === 'test' ? { ...environment, branch: 'staging' } : environment,
        ),
      }),
    });
    const head = unknownOf(one.cell('cart/test').head);
    assert.equal(head.reason, 'missing');
    assert.match(inEnglish(head.said), /no branch staging/);
    const edge = one.fleet.snapshot.edges.get('cart/dev>test');
    assert.equal(edge?.plan.kind === 'known' && edge.plan.plan.state, 'branchMissing');
    assert.equal(one.cell('cart/prod').head.kind, 'known');
  });

  const clusterTargets = [
    { what: 'a context that the kubeconfig does not have', context: 'nowhere', reason: /nowhere/ },
    { what: 'a cluster where nothing may be read', context: 'staging-nobody', reason: /may not|forbidden/i },
    {
      what: 'a cluster that refuses the token',
      context: 'staging-unknown',
      reason: /refuse|credential|sign|token|401/i,
    },
  ];
  for (const { what, context, reason } of clusterTargets) {
    it(`${what}: said in the cells of that cluster alone`, async () => {
      const one = await look({
        change: (service) => ({
          ...service,
          environments: service.environments.map((environment) =>
            environment.name === 'dev' && environment.cluster
              ? {
                  ...environment,
                  cluster: { kind: 'context' as const, context, namespace: environment.cluster.namespace },
                }
              : environment,
          ),
        }),
      });
      await one.until('the other clusters are known', ({ cells }) =>
        [...cells.values()].every(({ environment, drift }) => environment.name === 'dev' || drift.kind === 'known'),
      );
      await one.until('the cluster has answered', () => {
        const { health, drift } = one.cell('cart/dev');
        return [health, drift].some((fact) => fact.kind === 'known' || fact.reason !== 'pending');
      });
      const { drift, live } = one.cell('cart/dev');
      assert.notEqual(live.kind, 'exact', 'what cannot be seen is not what runs');
      const text =
        drift.kind === 'unknown'
          ? inEnglish(drift.said)
          : drift.report.objects.map((object) => object.reason ?? object.verdict).join(' ');
      assert.match(text, reason);
      assert.doesNotMatch(text, /absent/);
    });
  }

  it('no kubeconfig at all: clusters are unknown, with the file that is missing; git and pipelines are known', async () => {
    const one = await look({ kubeconfig: join(lab.workspace, 'no-such-file') });
    await one.until('it is said', () => unknownReason(one.cell('cart/dev').drift) !== 'pending');
    assert.match(inEnglish(unknownOf(one.cell('cart/dev').drift).said), /no-such-file/);
    assert.equal(one.cell('cart/dev').pipeline.kind, 'known');
  });

  it('a cluster that goes down: facts stay with their age, the connection says so; and it heals', async () => {
    const one = await look();
    await one.until('it is known', () => one.cell('cart/prod').drift.kind === 'known');
    lab.faults.cluster('production', { kind: 'down' });
    await one.until('the connection is stale', () => one.cell('cart/prod').connection.kind === 'stale');
    assert.equal(one.cell('cart/prod').drift.kind, 'known');
    assert.equal(one.cell('cart/dev').connection.kind, 'live');
    lab.faults.cluster('production', { kind: 'none' });
    await one.until('the connection is live', () => one.cell('cart/prod').connection.kind === 'live');
  });

  it('manifests that cannot be read: said at file and line, the others are compared', async () => {
    await lab.forge.commit('cart', 'dev', 'A broken file', {
      'broken.yaml': 'kind: ConfigMap\nmetadata: {name: a\n',
      'windows.yaml':
        '\uFEFFapiVersion: v1\r\nkind: List\r\nitems:\r\n- apiVersion: v1\r\n  kind: ConfigMap\r\n  metadata: {name: crlf}\r\n',
    });
    const one = await look();
    await one.until('it is compared', () => one.cell('cart/dev').drift.kind === 'known');
    const { drift } = one.cell('cart/dev');
    assert.ok(drift.kind === 'known');
    const broken = drift.report.objects.find(({ file }) => file === 'broken.yaml');
    assert.equal(broken?.verdict, 'invalid');
    assert.ok(broken.line !== undefined && broken.reason !== undefined);
    assert.ok(drift.report.objects.some(({ name, file }) => name === 'crlf' && file === 'windows.yaml'));
    assert.ok(drift.report.counts.none > 0);
  });
});

function unknownOf(fact: { readonly kind: string }): Unknown {
  assert.equal(fact.kind, 'unknown');
  return fact as Unknown;
}

function unknownReason(fact: { readonly kind: string; readonly reason?: string }): string | undefined {
  return fact.reason;
}
