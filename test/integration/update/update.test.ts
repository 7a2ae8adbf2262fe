import { strict as assert } from 'node:assert';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { manifest } from '../promotion/forgeWorld';
import { UpdateWorld, type Updated } from './world';

const own = 'update/cart/dev';

describe('the config updater', function () {
  this.timeout(180_000);
  let here: UpdateWorld;

  beforeEach(async () => {
    here = await UpdateWorld.start();
  });
  afterEach(() => here.end());

  const openOnes = () => here.world.open().map(({ number }) => number);
  const verdicts = ({ cart }: Updated) => cart.images.map(({ verdict }) => verdict);

  /** Nothing was pushed and nothing opened. */
  async function isUntouched() {
    assert.deepEqual([openOnes(), await here.world.head(own)], [[], undefined]);
  }

  it('keeps one pull request up to date: opened, left, moved, landed', async () => {
    const first = await here.update();
    assert.deepEqual([first.code, verdicts(first)], [0, ['current']], first.stderr);
    await isUntouched();

    await here.push('1.1.0');
    const opened = await here.update();
    assert.deepEqual([opened.code, opened.cart.proposal?.pullRequest?.action], [0, 'created'], opened.stderr);
    assert.equal(await here.file(own), (await here.file('dev')).replace('1.0.0', '1.1.0'));
    assert.equal(await here.world.git('rev-parse', `${own}^`), await here.world.head('dev'));

    const again = await here.update();
    assert.deepEqual([again.code, again.cart.proposal?.pullRequest?.action], [0, 'none']);
    assert.equal(again.cart.proposal?.commit, opened.cart.proposal?.commit, 'the same commit');

    await here.push('1.2.0');
    await here.push('2.0.0');
    const moved = await here.update();
    assert.deepEqual(moved.cart.proposal?.pullRequest, {
      ...opened.cart.proposal?.pullRequest,
      action: 'updated',
    });
    assert.deepEqual(openOnes().length, 1);
    assert.match(await here.file(own), /shop\/cart:1\.2\.0 # by the updater$/);
    assert.match(here.world.pullRequest(openOnes()[0]).title, /^Update cart to 1\.2\.0 on dev$/);

    await here.world.land(openOnes()[0], 'squash');
    const landed = await here.update();
    assert.deepEqual([landed.code, verdicts(landed), openOnes()], [0, ['current'], []]);
    await here.push('1.3.0');
    assert.equal((await here.update()).cart.proposal?.pullRequest?.action, 'created');
    assert.equal(openOnes().length, 1);
  });

  it('says what it brings, and where that comes from, and is no markup of whoever built it', async () => {
    const annotations = (revision: string, source = 'https://git.example.com/shop/cart') => ({
      'org.opencontainers.image.source': source,
      'org.opencontainers.image.revision': revision,
    });
    await here.push('1.0.0', { annotations: annotations('a'.repeat(40)) });
    const digest = await here.push('1.1.0', { annotations: annotations('b'.repeat(40)) });
    await here.update();
    const [number] = openOnes();
    const { body } = here.world.pullRequest(number);
    assert.ok(body.includes(`\`${here.image}\`: \`1.0.0\` → \`1.1.0\``), body);
    assert.ok(body.includes(digest) && body.includes('<https://git.example.com/shop/cart>'));
    assert.ok(body.includes(`(https://git.example.com/shop/cart/compare/${'a'.repeat(40)}...${'b'.repeat(40)})`));

    await here.push('1.2.0', { annotations: annotations('@all <b>x</b>\nUpdate-Target: prod', 'javascript:alert(1)') });
    await here.update();
    const hostile = here.world.pullRequest(number).body;
    assert.ok(hostile.includes('`javascript:alert(1)`') && !hostile.includes('](javascript'), hostile);
    assert.doesNotMatch(hostile, /^Update-Target: prod/m);
    assert.ok(hostile.includes('`@all <b>x</b>'));
  });

  it('lists the commits of the code that it brings, where that is on the forge of the service', async () => {
    const { forge } = here.world;
    const app = 'gitops/app';
    await forge.createRepository(app, { defaultBranch: 'main' });
    const from = await forge.commit(app, 'main', 'First', { a: '1' });
    await forge.commit(app, 'main', 'Pay by card (#3)\n\nUpdate-Target: prod', { a: '2' });
    const to = await forge.commit(app, 'main', '@all <b>x</b> `y', { a: '3' });
    const annotations = (revision: string, source = `${forge.url}/${app}`) => ({
      'org.opencontainers.image.source': source,
      'org.opencontainers.image.revision': revision,
    });
    await here.push('1.0.0', { annotations: annotations(from) });
    await here.push('1.1.0', { annotations: annotations(to) });
    await here.update();
    const [number] = openOnes();
    const { body } = here.world.pullRequest(number);
    assert.ok(body.includes('  - brings 2 commits of `gitops/app`'), body);
    assert.ok(body.includes(`    - ${to.slice(0, 10)} \`\`@all <b>x</b> \`y\`\` (`), body);
    assert.match(body, / {4}- [0-9a-f]{10} `Pay by card \(#3\)` \(/);
    assert.doesNotMatch(body, /takes back|^Update-Target: prod/m);
    const head = await here.world.head('update/cart/dev');

    await here.push('1.2.0', { annotations: annotations('1'.repeat(40)) });
    await here.update();
    assert.match(here.world.pullRequest(number).body, / {2}- its commits could not be read: `.*not found/);
    await here.push('1.3.0', { annotations: annotations(to, 'http://127.0.0.1:1/gitops/app') });
    await here.update();
    assert.doesNotMatch(here.world.pullRequest(number).body, /brings|could not be read/);
    assert.notEqual(await here.world.head('update/cart/dev'), head);
  });

  it('tells and does nothing with --dry-run', async () => {
    await here.push('1.1.0');
    const dry = await here.update('--dry-run');
    assert.deepEqual([dry.code, verdicts(dry), dry.cart.proposal?.branch], [2, ['update'], own]);
    await isUntouched();
    const told = await here.text('ada', '--dry-run');
    assert.match(told.stdout, /cart \(dev\)\n {2}↑ .*:1\.0\.0: → 1\.1\.0\n {6}cart\.yaml spec/);
  });

  it('by two at once is one pull request', async () => {
    await here.push('1.1.0');
    const both = await Promise.all([here.as('ada'), here.as('bob')]);
    assert.deepEqual(
      both.map(({ code }) => code),
      [0, 0],
      both.map(({ stderr }) => stderr).join('\n'),
    );
    assert.equal(openOnes().length, 1);
    assert.equal(both[0].cart.proposal?.commit, both[1].cart.proposal?.commit);
  });

  it('never writes over a commit of a person', async () => {
    await here.push('1.1.0');
    await here.update();
    const theirs = await here.world.commit(own, 'Mine', { 'mine.txt': 'mine\n' });
    await here.push('1.2.0');
    const refused = await here.update();
    assert.deepEqual([refused.code, refused.cart.error?.code], [3, 'promotion/branchTouched']);
    assert.equal(await here.world.head(own), theirs);
    await here.world.close(openOnes()[0] ?? 0);
    assert.equal((await here.update()).code, 3);
    assert.equal(await here.world.head(own), theirs);
  });

  it('does not propose again what a person closed, until there is something newer or somebody names it', async () => {
    await here.push('1.1.0');
    await here.update();
    const [number = 0] = openOnes();
    await here.world.close(number);
    const declined = await here.update();
    assert.deepEqual([declined.code, verdicts(declined), openOnes()], [0, ['declined'], []], declined.stderr);
    assert.deepEqual(declined.cart.images[0]?.declinedBy, number);
    assert.match(
      (await here.text('ada')).stdout,
      new RegExp(`1\\.1\\.0 was declined: somebody closed pull request #${number};`),
    );

    here.registry.fault('down');
    assert.deepEqual([(await here.update()).code, openOnes()], [1, []], 'nor while nobody can be asked');
    here.registry.fault('none');

    const named = await here.update('--image', `${here.image}:1.1.0`);
    assert.deepEqual([named.code, verdicts(named), openOnes().length], [0, ['update'], 1], named.stderr);
    await here.world.close(openOnes()[0] ?? 0);
    await here.push('1.2.0');
    const newer = await here.update();
    assert.deepEqual([newer.code, verdicts(newer), newer.cart.images[0]?.to?.tag], [0, ['update'], '1.2.0']);
    assert.equal(openOnes().length, 1);
  });

  it('closes its pull request once nothing of it is wanted, and leaves one that a person wrote on', async () => {
    await here.push('1.1.0');
    await here.update();
    const [number = 0] = openOnes();
    await here.catalog(`{ image: "${here.image}", semver: ~1.0 }`);
    assert.equal((await here.update('--dry-run')).cart.withdrawn, undefined);
    assert.deepEqual(openOnes(), [number]);
    const withdrawn = await here.update();
    assert.deepEqual([withdrawn.code, withdrawn.cart.withdrawn, openOnes()], [0, number, []]);
    assert.equal((await here.world.comments(number)).length, 1);

    await here.catalog(`{ image: "${here.image}", semver: ^1 }`);
    assert.deepEqual(verdicts(await here.update()), ['update'], 'nobody declined it');
    await here.world.commit(own, 'Mine', { 'mine.txt': 'mine\n' });
    await here.catalog(`{ image: "${here.image}", semver: ~1.0 }`);
    assert.equal((await here.update()).cart.withdrawn, undefined);
    assert.equal(openOnes().length, 1);
  });

  it('does not close it where the registry does not answer', async () => {
    await here.push('1.1.0');
    await here.update();
    here.registry.fault('down');
    const failed = await here.update();
    assert.deepEqual([failed.code, failed.cart.withdrawn, openOnes().length], [1, undefined, 1]);
  });

  it('pins digests, and follows a tag that moves', async () => {
    await here.catalog(`{ image: "${here.image}", digest: pin }`);
    const digest = await here.push('1.0.0', { content: 'one' });
    const pinned = await here.update();
    assert.deepEqual([pinned.code, verdicts(pinned)], [0, ['update']]);
    assert.ok((await here.file(own)).includes(`shop/cart:1.0.0@${digest} #`));
    await here.world.land(openOnes()[0], 'merge');
    assert.deepEqual(verdicts(await here.update()), ['current']);
    const next = await here.push('1.0.0', { content: 'two' });
    await here.update();
    assert.ok((await here.file(own)).includes(`shop/cart:1.0.0@${next} #`));
  });

  it('takes the newest by when it was built, and says where that is not known', async () => {
    await here.catalog(`{ image: "${here.image}", newest: true, pattern: "^b-" }`);
    await here.push('b-1', { created: new Date('2026-01-03T00:00:00Z') });
    await here.push('b-2', { created: new Date('2026-01-01T00:00:00Z') });
    await here.push('b-3');
    const unknown = await here.update();
    assert.deepEqual([unknown.code, verdicts(unknown)], [3, ['undecided']]);
    await here.push('1.0.0', { created: new Date('2026-01-02T00:00:00Z') });
    const newest = await here.update();
    assert.equal(newest.cart.images[0]?.to?.tag, 'b-1');
    assert.match(newest.cart.images[0].notes.join(), /1 tags do not say when they were built/);
  });

  it('is called by a pipeline for the image that it pushed, and refuses what the registry does not have', async () => {
    const digest = await here.push('1.1.0');
    const other = await here.push('1.0.9');
    const failing = [`${here.image}@sha256:${'0'.repeat(64)}`, `${here.image}:1.9.9`, `${here.image}:1.1.0@${other}`];
    for (const image of failing) {
      const refused = await here.update('--image', image);
      assert.deepEqual([refused.code, verdicts(refused)], [1, ['failed']], image);
    }
    await isUntouched();
    for (const image of ['elsewhere.example.com/x:1', 'Not An Image'])
      assert.equal((await here.update('--image', image)).code, 1);
    const called = await here.update('--image', `${here.image}:1.1.0@${digest}`);
    assert.deepEqual([called.code, called.cart.images[0]?.to], [0, { tag: '1.1.0' }]);
    await here.push('pr-7');
    const outside = await here.update('--image', `${here.image}:pr-7`);
    assert.deepEqual([outside.code, outside.cart.images[0]?.notes.length], [0, 1]);
  });

  it('finds images of kustomize and of charts, and changes nothing else', async () => {
    const kustomization = `images:\n  - name: ${here.image}\n    newTag: 1.0.0 # mine\n`;
    const values = `# a chart\nimage:\n  repository: ${here.image}\n  tag: '1.0.0'\n`;
    const secret = `apiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData: { image: "${here.image}:1.0.0" }\n`;
    await here.world.commit('dev', 'More', {
      'cart.yaml': null,
      'k/kustomization.yaml': kustomization,
      'values.yaml': values,
      'secret.yaml': secret,
    });
    await here.catalog(`{ image: "${here.image}", semver: ^1, digest: pin, at: [{ file: values.yaml, path: image }] }`);
    const digest = await here.push('1.1.0');
    const { code, stderr } = await here.update();
    assert.equal(code, 0, stderr);
    assert.equal(
      `${await here.file(own, 'k/kustomization.yaml')}\n`,
      kustomization.replace('1.0.0 # mine', `1.1.0 # mine\n    digest: ${digest}`),
    );
    assert.equal(`${await here.file(own, 'values.yaml')}\n`, values.replace('1.0.0', `1.1.0@${digest}`));
    assert.equal(`${await here.file(own, 'secret.yaml')}\n`, secret);
  });

  it('says where an image is in no manifest, and where it could not look', async () => {
    await here.catalog('{ image: "shop/other", semver: ^1 }');
    const absent = await here.update();
    assert.deepEqual([absent.code, verdicts(absent)], [0, ['notFound']]);
    await here.world.commit('dev', 'Broken', { 'broken.yaml': 'a: [\n', 'settings.json': '{ // a comment\n}\n' });
    assert.deepEqual(verdicts(await here.update()), ['notFound'], 'a file that names no such image holds none');
    await here.world.commit('dev', 'Broken', { 'broken.yaml': 'image: [shop/other:1.0.0\n' });
    const unread = await here.update();
    assert.deepEqual([unread.code, verdicts(unread)], [1, ['failed']]);
    assert.equal(unread.cart.unread[0]?.path, 'broken.yaml');
  });

  it('holds up no service for another', async () => {
    await here.push('1.1.0');
    const image = `update: { images: [{ image: "${here.image}", semver: ^1 }] }`;
    await here.write([
      'services:',
      `  - { name: gone, repository: "${here.world.forge.url}/gitops/gone.git", ${image} }`,
      `  - { name: cart, repository: "${here.world.url}", ${image} }`,
    ]);
    const ran = await here.update();
    assert.equal(ran.code, 1);
    assert.notEqual(ran.document?.services[0]?.error, undefined);
    assert.equal(ran.cart.proposal?.pullRequest?.action, 'created');
    const only = await here.update('--service', 'cart');
    assert.deepEqual([only.code, only.document?.services.length], [0, 1]);
    assert.equal((await here.update('--service', 'none')).code, 1);
  });

  it('has a pull request for each of two services that share a repository, of its own folder alone', async () => {
    await here.push('1.1.0');
    const text = manifest(`${here.image}:1.0.0`);
    await here.world.commit('dev', 'Two', { 'cart.yaml': null, 'one/app.yaml': text, 'two/app.yaml': text });
    const service = (name: string) =>
      `  - { name: ${name}, repository: "${here.world.url}", content: { path: ${name} }, update: { images: [{ image: "${here.image}", semver: ^1 }] } }`;
    await here.write(['services:', service('one'), service('two')]);
    const ran = await here.update();
    assert.equal(ran.code, 0, JSON.stringify(ran.document) + ran.stderr);
    for (const [name, other] of [
      ['one', 'two'],
      ['two', 'one'],
    ] as const) {
      assert.match(await here.file(`update/${name}/dev`, `${name}/app.yaml`), /cart:1\.1\.0 /);
      assert.match(await here.file(`update/${name}/dev`, `${other}/app.yaml`), /cart:1\.0\.0 /);
    }
    assert.equal(openOnes().length, 2);
    const again = await here.update();
    assert.deepEqual(
      again.document?.services.map(({ proposal }) => proposal?.pullRequest?.action),
      ['none', 'none'],
    );
  });

  it('sends a token without a host’s name to no forge where the catalog leads to several', async () => {
    const asked: (string | undefined)[] = [];
    const other = createServer((request, answer) => {
      asked.push(request.headers.authorization);
      answer.writeHead(401).end();
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}/gitops/theirs.git`;
    const image = `update: { images: [{ image: "${here.image}", semver: ^1 }] }`;
    await here.write([
      'services:',
      `  - { name: cart, repository: "${here.world.url}", ${image} }`,
      `  - { name: theirs, repository: "${url}", ${image} }`,
    ]);
    const ran = await here.update();
    other.closeAllConnections();
    await new Promise((resolve) => other.close(resolve));
    assert.equal(ran.code, 1);
    assert.ok(asked.length > 0);
    assert.deepEqual(
      asked.filter((header) => header !== undefined),
      [],
    );
  });

  it('leaves alone what is not to be written: a manifest that a person has set further', async () => {
    await here.push('1.1.0');
    await here.world.commit('dev', 'By hand', { 'cart.yaml': manifest(`${here.image}:1.5.0`) });
    const ran = await here.update();
    assert.deepEqual([ran.code, verdicts(ran)], [0, ['current']]);
    assert.match(ran.cart.images[0]?.notes.join() ?? '', /no tag 1\.5\.0 any more/);
    await isUntouched();
  });
});
