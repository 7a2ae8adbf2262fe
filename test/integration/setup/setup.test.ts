import assert from 'node:assert/strict';
import { SetupWorld } from './world';

const all = (standing: string) => ({
  content: 'there',
  repository: standing,
  branches: standing,
  defaultBranch: standing,
  'protection dev': standing,
  'protection test': standing,
  'protection prod': standing,
  catalog: standing,
});

describe('setting up a service', function () {
  this.timeout(300_000);
  let world: SetupWorld;
  beforeEach(async () => {
    world = await SetupWorld.start();
  });
  afterEach(() => world.end());

  it('plans, and makes nothing', async () => {
    const { code, document, standing, stderr } = await world.setup('cart');
    assert.deepEqual([code, document?.mode, document?.complete], [0, 'planned', true], stderr);
    assert.deepEqual(standing, all('make'));
    assert.deepEqual(world.writes, []);
    await assert.rejects(world.readCatalog());
    const { stdout } = await world.run('ada', 'setup', 'cart', ...world.usual);
    assert.match(stdout, /deploy\/deployment\.yaml/);
    assert.match(stdout, /run it again with --yes\.$/);
  });

  it('makes all of it, so that the other commands work, and then has nothing to do', async () => {
    const { code, document, standing, stderr } = await world.setup('cart', '--yes');
    assert.deepEqual([code, document?.complete], [0, true], `${stderr}${JSON.stringify(document, null, 1)}`);
    assert.deepEqual(standing, all('there'));
    const branches = await world.forge.heads('gitops/cart');
    assert.deepEqual([...branches.keys()].sort(), ['dev', 'prod', 'test']);
    assert.match(await world.git('gitops/cart', 'show', 'prod:deploy/environment/config.yaml'), /ENVIRONMENT: "prod"/);
    assert.match(
      await world.git('gitops/cart', 'show', 'dev:.gitea/workflows/verify.yml'),
      /branches: \[dev, test, prod\]/,
    );
    assert.equal(await world.git('gitops/cart', 'merge-base', 'dev', 'prod'), branches.get('dev'));
    assert.equal(await world.git('gitops/cart', 'fsck', '--strict'), '');
    const repo = `${world.forge.url}/gitops/cart.git`;
    for (const [from, to] of [
      ['dev', 'test'],
      ['test', 'prod'],
    ] as const) {
      const plan = await world.run('ada', 'plan', '--repo', repo, '--from', from, '--to', to, '--json');
      assert.deepEqual([plan.code, (JSON.parse(plan.stdout) as { state: string }).state], [0, 'inSync'], plan.stderr);
    }
    const status = await world.run('ada', 'status', '--json');
    assert.match(status.stdout, /"cart"/);
    const doctor = await world.run('ada', 'doctor', '--json');
    const { findings, notChecked } = JSON.parse(doctor.stdout) as {
      readonly findings: readonly { readonly code: string; readonly severity: string }[];
      readonly notChecked: readonly unknown[];
    };
    const serious = findings.filter(({ severity }) => severity !== 'note').map(({ code }) => code);
    // What only the first run of the pipeline brings about.
    assert.deepEqual([[...new Set(serious)], notChecked], [['noPipeline'], []], doctor.stdout);

    world.forge.clearRequests();
    const written = await world.readCatalog();
    const again = await world.setup('cart', '--yes');
    assert.deepEqual([again.code, again.document?.made, again.standing], [0, [], all('there')], again.stderr);
    assert.deepEqual([world.writes, await world.readCatalog()], [[], written]);
    assert.match(
      (await world.run('ada', 'setup', 'cart', ...world.usual)).stdout,
      /Nothing to do: all of it is there\.$/,
    );
  });

  it('leaves what people made of it since, and their catalog’s comments', async () => {
    const text =
      '# ours\nversion: 1\nenvironments: [{ name: dev }, { name: prod }] # two\nservices:\n  - { name: other, repository: ./other } # first\n';
    await world.catalog(text);
    const first = await world.setup(
      'cart',
      '--yes',
      '--owners',
      '@gitops/team',
      '--approvals',
      '1',
      '--webhook',
      'https://example.com/hook?token=abc',
    );
    const shown = await world.run('ada', 'setup', 'cart', ...world.usual, '--webhook', 'https://example.com/x/s3cret');
    assert.match(shown.stdout, /webhook https:\/\/example\.com\/…\n/);
    assert.doesNotMatch(shown.stdout, /s3cret/);
    assert.equal(first.code, 0, `${first.stderr}${first.stdout}`);
    assert.ok(!first.stdout.includes('abc'));
    assert.equal(
      await world.readCatalog(),
      `${text}  - { name: "cart", repository: "${world.forge.url}/gitops/cart.git" }\n`,
    );
    assert.equal(await world.git('gitops/cart', 'show', 'dev:CODEOWNERS'), '* @gitops/team');
    await world.forge.commit('gitops/cart', 'dev', 'Mine', { 'mine.yaml': 'a: 1\n' });
    world.forge.clearRequests();
    const again = await world.setup(
      'cart',
      '--yes',
      '--owners',
      '@gitops/team',
      '--approvals',
      '1',
      '--webhook',
      'https://example.com/hook?token=abc',
    );
    assert.deepEqual([again.code, again.document?.made, world.writes], [0, [], []], again.stdout);
  });

  it('a change lands by the ways of the other commands', async () => {
    assert.equal((await world.setup('cart', '--yes')).code, 0);
    const deployment = await world.git('gitops/cart', 'show', 'dev:deploy/deployment.yaml');
    await world.forge.commit('gitops/cart', 'dev', 'Newer', {
      'deploy/deployment.yaml': `${deployment.replace('1.0.0', '1.1.0')}\n`,
    });
    const repo = `${world.forge.url}/gitops/cart.git`;
    const ran = await world.run('ada', 'promote', '--repo', repo, '--from', 'dev', '--to', 'test', '--json');
    assert.equal(ran.code, 0, ran.stderr);
    const { items } = JSON.parse(
      (await world.run('ada', 'plan', '--repo', repo, '--from', 'dev', '--to', 'test', '--json')).stdout,
    ) as { items: readonly { path: string }[] };
    assert.deepEqual(
      items.map(({ path }) => path),
      ['deploy/deployment.yaml'],
    );
  });
});
