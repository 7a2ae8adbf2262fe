import assert from 'node:assert/strict';
import { ForgeFinder } from '../../../src/core/forge/identify';
import { parseRemote, repositoryOf } from '../../../src/core/forge/remote';
import type { HeadsAnswer } from '../../../src/core/forge/types';
import { onEachForge, type Kind } from './kinds';
import { aWorld, type World } from './world';

const signal = new AbortController().signal;

onEachForge('reading a FORGE', (kind) => {
  let world: World;
  before(async () => {
    world = await aWorld(kind);
  });

  it('is found out by its address', async () => {
    const remote = parseRemote(world.forge.url + cloned(kind, world.owner))!;
    const { identity } = world.client();
    const said = kind.tellsWhatItIs ? {} : { [identity.host]: identity };
    const found = await new ForgeFinder(said).identify(remote, signal);
    assert.ok(found.kind === 'forge');
    assert.deepEqual(found.identity, identity);
    assert.deepEqual(repositoryOf(remote, found.basePath, found.identity.kind), world.cart);
  });

  it('tells of a repository, and who may push to it', async () => {
    const repository = await world.client().repository(world.cart, signal);
    assert.equal(repository.defaultBranch, 'dev');
    const page = world.forge.url + kind.page(world.owner, 'cart');
    assert.equal(repository.cloneUrl, world.forge.url + cloned(kind, world.owner));
    assert.equal(repository.webUrl, page);
    assert.deepEqual(repository.landingStyles, kind.styles);
    assert.deepEqual(repository.topics, kind.topics('gitops'));
    assert.deepEqual([repository.mayPush, repository.archived], [true, false]);
    const { mayPush } = await world.client('reader').repository(world.cart, signal);
    assert.equal(mayPush, kind.tellsWhoMayNotWrite ? false : undefined);
  });

  it('tells how pull requests may land', async () => {
    await world.forge.createRepository(world.named('fast'), { defaultBranch: 'dev', landing: ['squash'] });
    await world.forge.commit(world.named('fast'), 'dev', 'First', { a: '1\n' });
    assert.deepEqual((await world.client().repository(world.ref('fast'), signal)).landingStyles, ['squash']);
  });

  if (kind.archives)
    it('tells which landings a repository allows, and that nobody pushes to an archived one', async () => {
      await world.forge.createRepository(world.named('old'), { archived: true });
      await world.forge.createRepository(world.named('strict'), { landing: ['squash'], deleteBranchAfterMerge: true });
      const old = await world.client().repository(world.ref('old'), signal);
      assert.deepEqual([old.mayPush, old.archived], [false, true]);
      const strict = await world.client().repository(world.ref('strict'), signal);
      const deletes = kind.deletesHeads ? true : undefined;
      assert.deepEqual([strict.landingStyles, strict.deletesHeadOnMerge], [['squash'], deletes]);
    });

  it('lists the repositories of an organisation and of a person, by topic', async () => {
    const other = await aWorld(kind);
    await world.forge.createRepository(other.named('tools'), { topics: ['tooling', 'many'] });
    await world.forge.createRepository('dev/personal', { topics: ['mine'] }).catch(() => undefined); // from before
    const names = async (owner: string, topic?: string) =>
      (await world.client().repositories(owner, topic, signal)).map(({ name }) => name).toSorted();
    assert.deepEqual(await names(other.owner), ['cart', 'tools']);
    const [topic] = kind.topics('tooling', 'many').slice(-1);
    if (topic !== undefined) assert.deepEqual(await names(other.owner, topic), ['tools']);
    else await assert.rejects(names(other.owner, 'many'), { code: 'forge/refused' });
    assert.deepEqual(await names('dev'), ['personal']);
    await assert.rejects(names('nobody-at-all'), { code: 'forge/notFound' });
  });

  it('shows a stranger an organisation without its repositories', async () => {
    assert.deepEqual(await world.client('stranger').repositories(world.owner, undefined, signal), []);
  });

  it('lists more repositories than one page has', async () => {
    const { forge, owner, client } = await aWorld(kind);
    const numbers = Array.from({ length: 51 }, (_, number) => number);
    for (let start = 0; start < numbers.length; start += 8) {
      const some = numbers.slice(start, start + 8);
      await Promise.all(some.map((number) => forge.createRepository(`${owner}/s${number}`)));
    }
    assert.equal((await client().repositories(owner, undefined, signal)).length, 52);
  });

  it('gives the newest status of each context, over all pages', async () => {
    const commit = (await world.forge.heads(world.named('cart'))).get('dev')!;
    const post = (context: string, state: 'failure' | 'pending' | 'success', targetUrl = '') =>
      world.forge.postStatus(world.named('cart'), commit, { context, state, targetUrl });
    for (let number = 0; number < 30; number++) await post('deploy', 'failure');
    for (let number = 0; number < 30; number++) await post(`check/${number}`, 'success');
    await post('ci', 'pending');
    await post('deploy', 'success', 'https://ci.example.com/7');
    const checks = await world.client().checks(world.cart, commit, signal);
    assert.equal(checks.length, 32);
    const shown = checks.filter(({ context }) => !context.startsWith('check/'));
    assert.deepEqual(shown.map(({ context, state, url }) => [context, state, url]).toSorted(), [
      ['ci', kind.words.pending ?? 'pending', undefined],
      ['deploy', kind.words.success ?? 'success', 'https://ci.example.com/7'],
    ]);
  });

  it('has every word for a state that a status may have', async () => {
    const commit = (await world.forge.heads(world.named('cart'))).get('prod')!;
    const states = ['pending', 'success', 'error', 'failure', 'warning', 'skipped'] as const;
    for (const state of states) await world.forge.postStatus(world.named('cart'), commit, { context: state, state });
    const checks = await world.client().checks(world.cart, commit, signal);
    assert.deepEqual(
      checks.map(({ context, state }) => [context, state]).toSorted(),
      states.map((state) => [state, kind.words[state] ?? state]).toSorted(),
    );
  });

  it('has no checks where none were posted, and the same ones for all branches of a commit', async () => {
    const name = world.named('shared');
    await world.forge.createRepository(name, { defaultBranch: 'dev' });
    const commit = await world.forge.commit(name, 'dev', 'First', { a: '1\n' });
    await world.forge.seed(name, { kind: 'stream', stream: `reset refs/heads/test\nfrom ${commit}\n\n` });
    assert.deepEqual(await world.client().checks(world.ref('shared'), commit, signal), []);
    await world.forge.postStatus(name, commit, { context: 'deploy/dev', state: 'success' });
    await world.forge.postStatus(name, commit, { context: 'deploy/test', state: 'failure' });
    const heads = await world.client().heads(world.ref('shared'), ['dev', 'test'], signal);
    assert.deepEqual(new Set(heads.map((head) => head.commit)), new Set([commit]));
    const checks = await world.client().checks(world.ref('shared'), commit, signal);
    assert.deepEqual(checks.map(({ context }) => context).toSorted(), ['deploy/dev', 'deploy/test']);
  });

  it('has no checks of a commit that is not there', async () => {
    await assert.rejects(world.client().checks(world.cart, '1'.repeat(40), signal), { code: 'forge/notFound' });
  });

  for (const [who, code] of [
    ['nobody', kind.nobodyReads],
    ['stranger', kind.stranger],
    [{ token: 'f'.repeat(40) }, 'forge/unauthorised'],
    [{ token: 'wrong' }, 'forge/unauthorised'],
  ] as const) {
    const name = typeof who === 'string' ? who : `who has the token ${who.token.slice(0, 5)}`;
    it(`refuses ${name} with ${code}, whatever is read`, async () => {
      const client = world.client(who);
      await assert.rejects(client.repository(world.cart, signal), { code });
      const ofHeads = who === 'nobody' ? (kind.nobodySeesHeads ?? code) : code;
      await assert.rejects(client.heads(world.cart, ['dev'], signal), { code: ofHeads });
      await assert.rejects(client.openPullRequests(world.cart, 'prod', signal), { code });
      await assert.rejects(client.checks(world.cart, '1'.repeat(40), signal), { code });
    });
  }

  it('answers for many repositories; the dead one fails alone', async () => {
    await world.forge.createRepository(world.named('other'), { defaultBranch: 'main' });
    await world.forge.commit(world.named('other'), 'main', 'First', { a: '1\n' });
    const requests = ['cart', 'gone', 'other'].map((name) => ({
      repository: world.ref(name),
      branches: ['dev', 'main'],
    }));
    const answers = await world.client().headsOf(requests, signal);
    const shown = (answer: HeadsAnswer) =>
      answer.kind === 'known' ? answer.heads.map(({ branch }) => branch).join() : answer.error.code;
    assert.deepEqual(answers.map(shown), ['dev', 'forge/notFound', 'main']);
  });
});

function cloned(kind: Kind, owner: string): string {
  return kind.cloned?.(owner, 'cart') ?? kind.page(owner, 'cart') + kind.suffix;
}
