import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CodeWorld, only } from './world';

/** The code that comes with an image, wherever its change is shown. Source: docs/code.md. */
describe('from code to production', function () {
  this.timeout(240_000);
  let world: CodeWorld;
  beforeEach(async () => {
    world = await CodeWorld.start();
  });
  afterEach(() => world.end());

  const subjects = (commits: readonly { readonly subject: string }[] = []) => commits.map(({ subject }) => subject);

  it('a plan tells the commits that a changed image brings', async () => {
    const { commits } = world;
    const planned = await world.plan();
    assert.equal(planned.code, 2, planned.stderr);
    const image = only(planned.document.code);
    assert.deepEqual(
      [image.before, image.now, image.kind, image.repository, image.from, image.to],
      [`${world.image}:1.0.0`, `${world.image}:1.1.0`, 'known', 'gitops/app', commits.first, commits.third],
    );
    assert.deepEqual(subjects(image.brings?.commits), ['@all <b>x</b> `y', 'Pay by card (#3)']);
    assert.deepEqual([image.brings?.total, image.takesBack?.total], [2, 0]);
    assert.equal(image.brings?.commits[1]?.pullRequest, 3);
    assert.equal(image.url, `${world.source}/compare/${commits.first}...${commits.third}`);
    assert.deepEqual(
      image.places.map(({ path }) => path),
      ['cart.yaml'],
    );
    const { looked } = image;
    assert.match(`${looked?.before} ${looked?.now} ${looked?.at}`, /^sha256:\w{64} sha256:\w{64} \d{4}-/);
    const { stdout } = await world.text('plan', ...world.edge);
    assert.match(stdout, /\ncode:\n {2}\S+\/shop\/cart:1\.0\.0 → 1\.1\.0\n {4}brings 2 commits of gitops\/app\n/);
    assert.match(stdout, /\n {6}[0-9a-f]{10} Pay by card \(#3\) \(/);
  });

  it('a promotion writes them into its pull request, as text and nothing else, and keeps them', async () => {
    const dry = await world.promote('--dry-run');
    assert.deepEqual([dry.code, only(dry.document.code).kind], [2, 'known'], dry.stderr);
    const opened = await world.promote();
    assert.equal(opened.document.pullRequest?.action, 'created', opened.stderr);
    const body = world.body();
    assert.ok(body.includes(`### Code\n\n- \`${world.image}\`: \`1.0.0\` → \`1.1.0\`\n  - brings 2 commits of`), body);
    assert.ok(body.includes(`\`\`@all <b>x</b> \`y\`\``) && body.includes('`Pay by card (#3)`'), body);
    assert.doesNotMatch(body, /^Promotion-Target: prod/m);
    assert.equal(dry.document.commit, opened.document.commit, 'the commit is the same whoever was asked');
    assert.equal((await world.promote()).document.pullRequest?.action, 'none');
    assert.equal(world.body(), body);
  });

  it('what was known stays where the registry is silent later, and comes in where it was silent at first', async () => {
    const { registry, world: forge } = world.here;
    registry.fault('down');
    const first = await world.promote();
    assert.equal(first.document.pullRequest?.action, 'created', first.stderr);
    assert.match(world.body(), / {2}- its commits could not be read: `/);
    assert.equal((await world.promote()).document.pullRequest?.action, 'none');
    registry.fault('none');
    assert.equal((await world.promote()).document.pullRequest?.action, 'updated');
    assert.match(world.body(), /brings 2 commits/);
    const known = world.body();
    for (const fault of ['down', 'error500', 'unauthorised'] as const) {
      registry.fault(fault);
      assert.equal((await world.promote()).document.pullRequest?.action, 'none', fault);
      assert.equal(world.body(), known, fault);
    }
    // Even where something else would be told anew.
    await forge.status((await forge.head('dev')) ?? '', 'success');
    assert.equal((await world.promote()).document.pullRequest?.action, 'none');
    assert.equal(world.body(), known);
    registry.fault('none');
    assert.equal((await world.promote()).document.pullRequest?.action, 'updated');
    assert.match(world.body(), /`deploy`: success[^]*brings 2 commits/);
  });

  it('a tag that was moved is told anew', async () => {
    await world.promote();
    await world.push('1.1.0', world.commits.second);
    assert.equal((await world.promote()).document.pullRequest?.action, 'updated');
    assert.match(world.body(), /brings 1 commit of/);
  });

  it('a rollback tells what it takes back, and both sides where the code went two ways', async () => {
    const { here } = world;
    await world.deploy('test', '1.1.0');
    const rolled = await world.run('rollback', '--repo', here.world.url, '--branch', 'test', '--to', 'test~1');
    assert.equal(rolled.code, 0, rolled.stderr);
    const image = only(rolled.document.code);
    assert.deepEqual(
      [image.brings?.total, subjects(image.takesBack?.commits)],
      [0, ['@all <b>x</b> `y', 'Pay by card (#3)']],
    );
    assert.match(world.body(), / {2}- takes back 2 commits of `gitops\/app`/);
    await world.push('1.2.0', world.commits.beside);
    await world.deploy('dev', '1.2.0');
    const both = only((await world.plan()).document.code);
    assert.deepEqual(
      [subjects(both.brings?.commits), subjects(both.takesBack?.commits)],
      [['Beside'], ['@all <b>x</b> `y']],
    );
  });

  it('the history tells them of each deployment that changed an image, where it is asked to', async () => {
    const { here } = world;
    await here.world.commit('dev', 'Replicas', { 'other.yaml': 'a: 1\n' });
    const asked = here.registry.requests.length;
    const history = ['history', '--repo', here.world.url, '--branch', 'dev'];
    const plain = await world.run(...history);
    assert.ok(plain.document.deployments?.every(({ code }) => code === undefined));
    assert.equal(here.registry.requests.length, asked, 'nobody was asked');
    const { document, stderr } = await world.run(...history, '--code');
    const [replicas, changed] = document.deployments ?? [];
    assert.deepEqual(replicas?.code?.images, [], stderr);
    assert.deepEqual(subjects(only(changed?.code).brings?.commits), ['@all <b>x</b> `y', 'Pay by card (#3)']);
    assert.equal(document.deployments?.at(-1)?.code, undefined, 'of the first of all there is no before');
    assert.match(
      (await world.text(...history, '--code')).stdout,
      /\n {4}\S+ → 1\.1\.0\n {6}brings 2 commits of gitops\/app/,
    );
  });

  it('asks only registries that the catalog names, unless a person says so; a folder is read as it is', async () => {
    const { here } = world;
    await here.catalog();
    const asked = here.registry.requests.length;
    const planned = await world.plan();
    assert.deepEqual([planned.code, only(planned.document.code).kind], [2, 'notAsked']);
    await world.promote();
    assert.doesNotMatch(world.body(), /### Code|could not be read|Promotion-Code/);
    const folder = join(here.world.folder, 'clone');
    await promisify(execFile)('git', ['clone', '-q', here.world.forge.repositoryPath(here.world.repository), folder]);
    const inFolder = ['plan', '--repo', folder, '--from', 'dev', '--to', 'test'];
    assert.equal((await world.run(...inFolder)).document.code, undefined);
    assert.equal(here.registry.requests.length, asked, 'no registry was asked');
    assert.equal(only((await world.plan('--code')).document.code).kind, 'known');
    assert.equal((await world.promote('--code')).document.pullRequest?.action, 'updated');
    assert.match(world.body(), /brings 2 commits/);
    assert.equal((await world.promote()).document.pullRequest?.action, 'none', 'who may ask less takes nothing away');
    const { kind, said } = only((await world.run(...inFolder, '--code')).document.code);
    assert.deepEqual([kind, /none of the forges/.test(said ?? '')], ['unknown', true], said);
  });

  it('what returns to the first branch brings its code, too', async () => {
    await world.push('1.2.0', world.commits.beside);
    await world.deploy('dev', '1.0.0');
    await world.deploy('test', '1.2.0');
    const returned = await world.run('return', ...world.edge);
    assert.equal(returned.document.pullRequest?.action, 'created', returned.stderr);
    const image = only(returned.document.code);
    assert.deepEqual(subjects(image.brings?.commits), ['Beside', 'Pay by card (#3)']);
    assert.match(world.body(), /### Code\n[^]*brings 2 commits of/);
  });

  it('asks a registry of elsewhere without encryption only where a person names it', async () => {
    const elsewhere = world.here.registry.host.replace(/^[^:]+/, '0.0.0.0');
    await world.deploy('test', '1.0.0', `${elsewhere}/shop/cart`);
    await world.deploy('dev', '1.0.0', `${elsewhere}/shop/cart`);
    await world.deploy('dev', '1.1.0', `${elsewhere}/shop/cart`);
    const { edge } = world;
    const branch = ['--repo', world.here.world.url, '--branch', 'dev'];
    for (const command of [
      ['plan', ...edge],
      ['promote', ...edge, '--dry-run'],
      ['rollback', ...branch, '--undo', 'dev', '--dry-run'],
      ['history', ...branch],
    ]) {
      const told = async (...flags: readonly string[]) => {
        const { document } = await world.run(...command, '--code', ...flags);
        return only(document.code ?? document.deployments?.[0]?.code);
      };
      assert.equal((await told()).kind, 'unknown', command[0]);
      const named = await told('--plain-http', elsewhere);
      assert.equal(named.kind, 'known', `${command[0]}: ${named.said}`);
    }
  });

  it('a team’s own words have a place for it, which tells when nobody looked', async () => {
    const { here } = world;
    const catalog = (images: readonly string[]) =>
      here.write([
        'services:',
        '  - name: cart',
        `    repository: ${JSON.stringify(here.world.url)}`,
        ...images,
        'pullRequests: { promotion: { body: "What comes:\\n\\n{code}\\n" } }',
      ]);
    await catalog([]);
    assert.match((await world.promote('--dry-run', '--no-pr')).document.body ?? '', /What comes:\n\n- not looked at\n/);
    await catalog(['    update:', '      images:', `        - { image: "${world.image}", semver: ^1 }`]);
    assert.match(
      (await world.promote('--dry-run')).document.body ?? '',
      /What comes:\n\n- `.*\n {2}- brings 2 commits/,
    );
  });
});
