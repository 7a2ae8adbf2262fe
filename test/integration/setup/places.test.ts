import assert from 'node:assert/strict';
import { SetupWorld } from './world';

const catalogText = (url: string) =>
  `# the fleet\nversion: 1\nenvironments: [{ name: dev }, { name: prod }]\nservices:\n  - { name: other, repository: "${url}/gitops/other.git" } # first\n`;

describe('setting up a service from a template, with a catalog in a repository', function () {
  this.timeout(300_000);
  let world: SetupWorld;
  beforeEach(async () => {
    world = await SetupWorld.start();
  });
  afterEach(() => world.end());

  const withCatalog = async (name: `gitops/${string}` = 'gitops/catalog') => {
    await world.forge.createRepository(name, { defaultBranch: 'main' });
    await world.forge.commit(name, 'main', 'First', {
      'branchline.yaml': catalogText(world.forge.url),
      'b.txt': 'b',
    });
    return ['--catalog-repository', `${world.forge.url}/${name}.git`];
  };

  it('proposes the entry by one pull request, and has it once that is merged', async () => {
    const args = await withCatalog();
    const main = (await world.forge.heads('gitops/catalog')).get('main');
    const first = await world.setup('cart', ...args, '--yes');
    assert.deepEqual([first.code, first.standing['catalog']], [0, 'there'], `${first.stderr}${first.stdout}`);
    assert.match(first.document?.items.find(({ part }) => part === 'catalog')?.said.join() ?? '', /Proposed by #1/);
    assert.deepEqual(Object.keys(first.document?.files ?? {}), ['dev', 'prod']);
    assert.equal((await world.forge.heads('gitops/catalog')).get('main'), main);
    const [only, ...more] = world.forge.pullRequests('gitops/catalog');
    assert.deepEqual([only?.head, only?.base, more], ['update/catalog/cart', 'main', []]);
    assert.equal(
      await world.git('gitops/catalog', 'diff', '--name-only', 'main', 'update/catalog/cart'),
      'branchline.yaml',
    );
    assert.ok(
      (await world.git('gitops/catalog', 'show', 'update/catalog/cart:branchline.yaml')).startsWith(
        catalogText(world.forge.url),
      ),
    );
    world.forge.clearRequests();
    assert.deepEqual([(await world.setup('cart', ...args, '--yes')).code, world.writes], [0, []]);
    await world.forge.merge('gitops/catalog', only?.number ?? 0, 'squash');
    const merged = await world.setup('cart', ...args, '--yes');
    assert.deepEqual(
      [merged.code, merged.document?.items.find(({ part }) => part === 'catalog')?.said, world.writes],
      [0, [], []],
    );
  });

  it('is named by GitHub’s jobs where it is on the same forge, and not left to a person', async () => {
    const args = await withCatalog('gitops/fleet');
    const { code, document, stderr } = await world.setup('cart', ...args, '--pipeline', 'github', '--yes');
    assert.equal(code, 0, stderr);
    for (const job of ['verify', 'judge']) {
      assert.match(
        await world.git('gitops/cart', 'show', `dev:.github/workflows/${job}.yml`),
        /repository: gitops\/fleet$/m,
      );
    }
    assert.doesNotMatch(document?.leftToYou.join('\n') ?? '', /repository of the catalog/);
  });

  it('goes on where it had pushed the entry alone, and never over a branch with something else', async () => {
    const args = await withCatalog();
    world.forge.failOnce({ method: 'POST', path: /catalog\/pulls$/ }, { kind: 'answer', status: 403, message: 'no' });
    const stopped = await world.setup('cart', ...args, '--yes');
    assert.deepEqual([stopped.code, stopped.standing['catalog']], [2, 'cannot']);
    assert.equal((await world.setup('cart', ...args, '--yes')).code, 0);
    assert.equal(world.forge.pullRequests('gitops/catalog').length, 1);

    const theirs = await world.forge.commit(
      'gitops/catalog',
      'update/catalog/orders',
      'Mine',
      { 'x.txt': 'x' },
      { from: 'main' },
    );
    const taken = await world.setup('orders', ...args, '--yes');
    assert.deepEqual([taken.code, taken.standing['branches'], taken.standing['catalog']], [2, 'there', 'cannot']);
    assert.equal((await world.forge.heads('gitops/catalog')).get('update/catalog/orders'), theirs);
  });

  it('proposes in its own words no branch that brings more than the entry', async () => {
    const args = await withCatalog();
    world.forge.failOnce({ method: 'POST', path: /catalog\/pulls$/ }, { kind: 'answer', status: 403, message: 'no' });
    assert.equal((await world.setup('cart', ...args, '--yes')).code, 2);
    await world.forge.commit('gitops/catalog', 'update/catalog/cart', 'More', { 'x.txt': 'x' });
    const { code, document } = await world.setup('cart', ...args, '--yes');
    assert.deepEqual([code, world.forge.pullRequests('gitops/catalog').length], [2, 0]);
    const said = document?.items.find(({ part }) => part === 'catalog')?.said.join() ?? '';
    assert.match(said, /update\/catalog\/cart that is not this entry alone/);
  });

  const template = async (files: Readonly<Record<string, string>>) => {
    await world.forge.createRepository('gitops/template', { defaultBranch: 'main' });
    await world.forge.commit('gitops/template', 'main', 'Template', files);
    return ['--from', `${world.forge.url}/gitops/template.git`];
  };
  const owned = 'version: 1\ncontent: { path: app, environmentOwned: { paths: ["app/env/**"] } }\n';
  const map = (name: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  image: "{image}"\n`;

  it('fills a template of one’s own in', async () => {
    const from = await template({
      '.branchline.yaml': owned,
      'app/{service}.yaml': map('{service}'),
      'app/env/x.yaml': map('{namespace}'),
    });
    const { code, stdout, stderr } = await world.setup('cart', ...from, '--yes');
    assert.equal(code, 0, `${stderr}${stdout}`);
    assert.match(await world.git('gitops/cart', 'show', 'prod:app/env/x.yaml'), /name: cart-prod/);
    assert.match(await world.git('gitops/cart', 'show', 'prod:app/cart.yaml'), /name: cart\n[^]*shop\/cart:1\.0\.0/);
  });

  for (const [what, files, why] of [
    ['does not render', { 'app.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {\n' }, /app\.yaml:\d/],
    ['has no object', { 'a.txt': 'x' }, /has no object/],
    [
      'differs where nothing belongs to the environment',
      { 'app.yaml': map('{namespace}') },
      /app\.yaml would differ without belonging/,
    ],
    [
      'has rules that cannot be read',
      { '.branchline.yaml': 'content: {path: [}', 'app.yaml': map('a') },
      /branchline\.yaml/,
    ],
    [
      'has rules that differ',
      { '.branchline.yaml': 'version: 1\ncontent: { path: "{environment}" }\n', '{environment}/a.yaml': map('a') },
      /does not say what that on the default branch does/,
    ],
  ] as const) {
    it(`makes nothing of a template that ${what}`, async () => {
      const { code, standing, stdout } = await world.setup('cart', ...(await template(files)), '--yes');
      assert.deepEqual(
        [code, standing['content'], standing['repository'], world.writes],
        [2, 'cannot', 'cannot', []],
        stdout,
      );
      assert.match(stdout, why);
    });
  }

  it('refuses a template with a link, and one with a pipeline of its own beside ours', async () => {
    const from = await template({ 'app.yaml': map('a'), '.gitea/workflows/verify.yml': 'x: 1\n' });
    const twice = await world.setup('cart', ...from, '--yes');
    assert.deepEqual([twice.code, world.writes], [1, []]);
    assert.match(twice.stderr, /has \.gitea\/workflows\/verify\.yml itself/);
    const blob = await world.git('gitops/template', 'rev-parse', 'main:app.yaml');
    const env = ['-c', 'user.name=x', '-c', 'user.email=x@x'];
    const listing = `120000 blob ${blob}\tlink`;
    const tree = await world.mktree('gitops/template', listing);
    const commit = await world.git('gitops/template', ...env, 'commit-tree', tree, '-m', 'x');
    await world.git('gitops/template', 'update-ref', 'refs/heads/main', commit);
    const linked = await world.setup('cart', ...from, '--yes');
    assert.deepEqual([linked.code, world.writes], [1, []]);
    assert.match(linked.stderr, /link is a link or a submodule/);
  });

  it('refuses a template with owners of its own where a forge would take them for ours', async () => {
    const from = await template({ 'app.yaml': map('a'), '.github/CODEOWNERS': '* @them\n' });
    const { code, stderr } = await world.setup('cart', ...from, '--owners', '@gitops/team', '--yes');
    assert.deepEqual([code, world.writes], [1, []]);
    assert.match(stderr, /has \.github\/CODEOWNERS itself/);
    assert.equal((await world.setup('cart', ...from)).code, 0);
  });

  it('takes no name under which a forge serves the wiki of another repository', async () => {
    const from = await template({ 'app.yaml': map('a') });
    const { code, stderr } = await world.setup('cart.wiki', ...from);
    assert.equal(code, 1);
    assert.match(stderr, /"cart\.wiki" cannot be the name of a service/);
  });

  it('refuses a template with what is kept elsewhere', async () => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 1\n`;
    const from = await template({ 'app.yaml': map('a'), 'chart.tgz': pointer });
    const { code, stderr } = await world.setup('cart', ...from, '--yes');
    assert.deepEqual([code, world.writes], [1, []]);
    assert.match(stderr, /chart\.tgz is kept by Git LFS/);
  });

  for (const [what, leaf] of [
    ['files', 'blob'],
    ['empty folders', 'tree'],
  ] as const)
    it(`refuses a template of a few folders that hold ten thousand million ${what}, at once`, async () => {
      const from = await template({ a: 'x' });
      const ten = (kind: string, sha: string) =>
        Array.from({ length: 10 }, (_, index) => `${kind} ${sha}\tn${index}`).join('\n');
      const blob = await world.git('gitops/template', 'rev-parse', 'main:a');
      const empty = await world.mktree('gitops/template', '');
      const leaves = leaf === 'blob' ? ten('100644 blob', blob) : ten('040000 tree', empty);
      let tree = await world.mktree('gitops/template', leaves);
      for (let level = 1; level < 10; level += 1)
        tree = await world.mktree('gitops/template', ten('040000 tree', tree));
      const identity = ['-c', 'user.name=x', '-c', 'user.email=x@x'];
      const commit = await world.git('gitops/template', ...identity, 'commit-tree', tree, '-m', 'x');
      await world.git('gitops/template', 'update-ref', 'refs/heads/main', commit);
      const { code, stderr } = await world.setup('cart', ...from, '--yes');
      assert.deepEqual([code, world.writes], [1, []]);
      assert.match(stderr, /more than 1000 files/);
    });

  it('refuses a template of which a file would take the place of a folder', async () => {
    const from = await template({ 'app.yaml': map('a'), '{service}': 'lost', 'cart/x.yaml': map('x') });
    const { code, stderr } = await world.setup('cart', ...from, '--yes');
    assert.deepEqual([code, world.writes], [1, []]);
    assert.match(stderr, /cart would be a file and a folder/);
  });

  it('sends the token of the forge to it alone, and not to the host of a template', async () => {
    const other = await SetupWorld.start();
    try {
      await other.forge.createRepository('gitops/template', { defaultBranch: 'main', private: false });
      await other.forge.commit('gitops/template', 'main', 'x', { 'app.yaml': map('a') });
      other.forge.clearRequests();
      const { code, stderr } = await world.setup('cart', '--from', `${other.forge.url}/gitops/template.git`);
      assert.equal(code, 0, stderr);
      assert.deepEqual([...new Set(other.forge.requests.map(({ account }) => account))], [undefined]);
    } finally {
      await other.end();
    }
  });
});
