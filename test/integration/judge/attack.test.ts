import assert from 'node:assert/strict';
import type { Allowance } from '../../../src/core/judge/finding';
import type { Verdict } from '../../../src/core/judge/verdict';
import { EdgeUnderTest } from '../promotion/edge';
import { World, type Files } from '../promotion/world';
import { verdictOf } from './edgeVerdict';

const app = (image: string, replicas = 1, more = '') => `image: ${image}\nreplicas: ${replicas}\n${more}`;

/** What stands in the way. */
const against = ({ findings }: Verdict) => findings.filter(({ weight }) => weight !== 'told').map(({ kind }) => kind);

/** `dev` went from v1 to v2, and `test` has v1. */
describe('A pull request that means to pass', function () {
  this.timeout(120_000);
  let world: World;
  let edge: EdgeUnderTest;
  beforeEach(async () => {
    world = new World();
    const first = await world.commit('dev', 'First\n', { 'app.yaml': app('v1'), 'env/test.yaml': 'a: 1\n' });
    await world.reset('test', first);
    await world.commit('dev', 'Second\n', { 'app.yaml': app('v2') });
    edge = await EdgeUnderTest.of(world, { keys: ['replicas'], paths: ['env/**'] });
  });
  afterEach(() => world.dispose());

  /** One commit of anybody on top of `test`, and what is said of it. */
  async function judged(
    files: Files,
    message = 'By hand\n',
    { branch = 'people/1', allow = [] as readonly Allowance[] } = {},
  ): Promise<Verdict> {
    return verdictOf(edge, branch, await world.commit('people', message, files, { onto: world.head('test') }), allow);
  }
  const revertOf = (commit: string) => `Revert "it"\n\nThis reverts commit ${commit}.\n`;

  it('as a revert does not bring along what belongs to the environment', async () => {
    const landed = await edge.promote('squash');
    const revert = await judged({ 'app.yaml': app('v1') }, revertOf(landed));
    assert.deepEqual([revert.kind, against(revert)], ['success', []]);
    const key = await judged({ 'app.yaml': app('v1', 50) }, revertOf(landed));
    assert.deepEqual([key.kind, against(key)], ['failure', ['owned']]);
    const path = await judged({ 'app.yaml': app('v1'), 'env/test.yaml': 'a: 2\n' }, revertOf(landed));
    assert.deepEqual([path.kind, against(path)], ['failure', ['owned']]);
  });

  it('does not bring back what was rolled back by taking back the rollback, whatever that is called', async () => {
    const landed = await edge.promote('squash');
    const back = await edge.revert(landed);
    const revert = await judged({ 'app.yaml': app('v2') }, revertOf(back));
    assert.deepEqual([revert.kind, against(revert)], ['failure', ['reintroduced']]);
    const trailers = `Back\n\nRolled-Back-To: ${landed}\nRollback-Target: test@${back}\n`;
    const ours = await judged({ 'app.yaml': app('v2') }, trailers, { branch: 'rollback/test/again' });
    assert.deepEqual([ours.kind, against(ours)], ['failure', ['reintroduced']]);
    const allowed = await judged({ 'app.yaml': app('v2') }, revertOf(back), { allow: ['reintroduced'] });
    assert.equal(allowed.kind, 'success');
  });

  it('passes with the environment’s part of what goes, where promoting takes just that, and brings none', async () => {
    const object = (name: string, replicas: number) =>
      `apiVersion: v1\nkind: Thing\nmetadata: { name: ${name} }\nspec: { x: 1 }\nreplicas: ${replicas}\n`;
    const two = `${object('one', 1)}---\n${object('two', 1)}`;
    await world.commit('dev', 'Two\n', { 'two.yaml': two });
    await edge.promote('squash');
    await world.commit('test', 'Sizes\n', { 'two.yaml': `${object('one', 4)}---\n${object('two', 5)}` });
    await world.commit('dev', 'One\n', { 'two.yaml': object('one', 1) });
    const part = await judged({ 'two.yaml': object('one', 4) });
    assert.deepEqual([part.kind, against(part)], ['success', []], JSON.stringify(part));
    assert.deepEqual(against(await judged({ 'two.yaml': object('one', 7) })), ['owned']);
    await world.commit('dev', 'New\n', { 'new.yaml': object('new', 3) });
    assert.deepEqual(against(await judged({ 'new.yaml': object('new', 3) })), ['owned']);
  });

  it('does not pass old content of the upstream off as a hotfix by naming another commit', async () => {
    const claimed = world.head('dev');
    await world.commit('dev', 'Third\n', { 'more.yaml': 'a: newer\n' });
    await world.commit('test', 'Hotfix\n', { 'more.yaml': 'a: hot\n' });
    const message = `Part\n\nPromoted-From: dev@${claimed}\nPromotion-Target: test@${world.head('test')}\nPromotion-Scope: partial\n`;
    const branch = 'promote/dev-to-test/part';
    const verdict = await judged({ 'more.yaml': 'a: newer\n' }, message, { branch, allow: ['hotfix'] });
    assert.equal(verdict.kind, 'failure');
  });

  it('is a conflict where git says so without naming a file', async () => {
    const numbers = (from: number) => Array.from({ length: 30 }, (_, at) => `line ${from + at}\n`).join('');
    const named = (folders: readonly string[]) =>
      Object.fromEntries(folders.map((folder, at) => [`${folder}/${at}.txt`, numbers(at * 100)]));
    await world.commit('test', 'Folder\n', named(['a', 'a', 'a', 'a']));
    const before = world.head('test');
    const gone = Object.fromEntries([0, 1, 2, 3].map((at) => [`a/${at}.txt`, null]));
    const moved = await world.commit(
      'people',
      'Moves\n',
      { ...gone, ...named(['b', 'b', 'c', 'c']) },
      { onto: before },
    );
    await world.commit('test', 'Another\n', { 'a/new.txt': numbers(900) });
    const verdict = await verdictOf(edge, 'people/1', moved, ['hotfix']);
    assert.deepEqual(against(verdict), ['conflict']);
  });

  it('does not land something else by rebase than it was judged by', async () => {
    const before = world.head('test');
    await world.commit('people', 'Takes it\n', { 'app.yaml': app('v2') }, { onto: before });
    const head = await world.commit('people', 'And takes it back\n', { 'app.yaml': app('v1') });
    assert.equal((await verdictOf(edge, 'people/1', head)).kind, 'success', 'it changes nothing, either way');
    await edge.promote('squash');
    const verdict = await verdictOf(edge, 'people/1', head);
    assert.deepEqual([verdict.kind, against(verdict)], ['failure', ['replayed']]);
    const more = await world.commit('people', 'Another\n', { 'b.txt': 'b\n' }, { onto: world.head('test') });
    const both = await world.commit('people', 'And another\n', { 'c.txt': 'c\n' }, { onto: more });
    const harmless = await verdictOf(edge, 'people/1', both, ['hotfix']);
    assert.deepEqual(against(harmless), []);
  });

  it('is judged by each environment that is on the branch', async () => {
    const environments = ['dev', 'west', 'east'].map((name) => {
      return { name, branch: name === 'dev' ? 'dev' : 'test', protected: false };
    });
    const edges = [{ from: 'dev', to: 'east', gates: { pipeline: 'required', soakMs: 0 } }] as const;
    const commit = await world.commit('people', 'Fix\n', { 'fix.yaml': 'a: b\n' }, { onto: world.head('test') });
    const hotfix = await verdictOf(edge, 'people/1', commit, [], { environments, edges });
    assert.deepEqual(against(hotfix), ['hotfix']);
    const lax = { from: 'dev', to: 'west', gates: { pipeline: 'advisory', soakMs: 0 } } as const;
    const both = await verdictOf(edge, 'dev', world.head('dev'), [], { environments, edges: [lax, ...edges] });
    assert.equal(both.kind, 'unjudged', 'no forge tells of the checks that one of them asks for');
  });

  it('asks the gates also where a file is merged by line, so that no commit ever held it as it is', async () => {
    const lines = (first: string, last: string) => [first, 'b', 'c', 'd', 'e', 'f', 'g', 'h', last, ''].join('\n');
    await world.commit('dev', 'Lines\n', { 'notes.txt': lines('a', 'z') });
    await edge.promote('squash');
    await world.commit('test', 'Hotfix\n', { 'notes.txt': lines('hot', 'z') });
    await world.commit('dev', 'Change\n', { 'notes.txt': lines('a', 'new') });
    const edges = [{ from: 'dev', to: 'test', gates: { pipeline: 'required', soakMs: 0 } }] as const;
    const files = { 'notes.txt': lines('hot', 'new') };
    const commit = await world.commit('people', 'By hand\n', files, { onto: world.head('test') });
    const verdict = await verdictOf(edge, 'people/1', commit, [], { edges });
    assert.deepEqual(
      verdict.items.map(({ standing }) => standing),
      ['promised'],
    );
    assert.equal(verdict.kind, 'unjudged', 'no forge tells of the checks');
  });

  for (const [name, mark] of Object.entries({ NEL: '\u0085', LS: '\u2028', PS: '\u2029' })) {
    it(`does not hide a value in a comment that ends for Kubernetes at ${name}`, async () => {
      const verdict = await judged({ 'app.yaml': app('v2', 1, `# more${mark}image: evil\n`) });
      assert.deepEqual([verdict.kind, against(verdict)], ['failure', ['otherValue']]);
    });
  }
});
