import { strict as assert } from 'node:assert';
import type { Plan } from '../../../src/core/promotion/plan';
import { EdgeUnderTest } from './edge';
import { World } from './world';

/** What the merge does with files that are not what one expects. See docs/promotion.md, "Promoting". */
describe('prediction, of files of all kinds', () => {
  let world: World;
  let edge: EdgeUnderTest;

  beforeEach(async () => {
    world = new World();
    edge = await EdgeUnderTest.of(world, { keys: ['spec.replicas'] });
  });
  afterEach(() => edge.dispose());

  type Content = string | null | { readonly mode: string; readonly sha: string };

  /** Base on both branches, then what each side makes of the file. */
  async function sides(path: string, base: Content, source: Content, target: Content): Promise<Plan> {
    const first = await put('dev', 'first', { [path]: base, 'other.txt': 'x\n' });
    await world.reset('test', first);
    if (source !== base) await put('dev', 'source', { [path]: source });
    if (target !== base) await put('test', 'target', { [path]: target });
    return edge.plan();
  }

  async function put(branch: string, message: string, files: Readonly<Record<string, Content>>): Promise<string> {
    const texts = Object.entries(files).flatMap(([path, content]) =>
      content === null || typeof content === 'string' ? [[path, content] as const] : [],
    );
    const sha = await world.commit(branch, message, Object.fromEntries(texts));
    const entries = Object.entries(files).flatMap(([path, content]) =>
      content !== null && typeof content === 'object' ? [{ path, ...content }] : [],
    );
    if (entries.length === 0) return sha;
    const tree = world.treeWith(sha, entries);
    return world.commit(branch, `${message}, modes`, {}, { tree });
  }

  async function lands(path: string): Promise<string> {
    await edge.promote('squash');
    assert.equal((await edge.plan()).items.length, 0, 'nothing waits any more');
    return world.read(world.head('test'), path);
  }

  const reasons = ({ conflicts }: Plan) => conflicts.map(({ path, key }) => [path, ...(key ?? [])].join(' '));

  it('CRLF stays CRLF, line by line', async () => {
    await sides('a.yaml', 'a: 1\r\nb: 2\r\nc: 3\r\n', 'a: 9\r\nb: 2\r\nc: 3\r\n', 'a: 1\r\nb: 2\r\nc: 7\r\n');
    assert.equal(await lands('a.yaml'), 'a: 9\r\nb: 2\r\nc: 7\r\n');
  });

  it('line ends of the target stay, whatever the source has', async () => {
    await sides('a.yaml', 'a: 1\nb: 2\nc: 3\n', 'a: 9\r\nb: 2\r\nc: 3\r\nd: 4\r\n', 'a: 1\nb: 2\nc: 7\n');
    assert.equal(await lands('a.yaml'), 'a: 9\nb: 2\nc: 7\nd: 4\n');
  });

  it('a file without a final newline gets keys at its end, and is otherwise untouched', async () => {
    await sides('a.yaml', 'a: 1\nb: 2', 'a: 1\nb: 2\nc: 3', 'a: 5\nb: 2');
    const text = await lands('a.yaml');
    assert.match(text, /^a: 5\nb: 2\nc: 3\n?$/);
  });

  it('a byte order mark stays', async () => {
    await sides('a.yaml', '\uFEFFa: 1\nb: 2\n', '\uFEFFa: 2\nb: 2\n', '\uFEFFa: 1\nb: 3\n');
    assert.equal(await lands('a.yaml'), '\uFEFFa: 2\nb: 3\n');
  });

  it('an anchor is followed and never expanded', async () => {
    const text = (cpu: string, web: string) =>
      `base: &base\n  cpu: ${cpu}\n  memory: 1Gi\nweb:\n  <<: *base\n  image: ${web}\njob:\n  <<: *base\n`;
    await sides('a.yaml', text('1', 'web:1'), text('2', 'web:2'), `# ours\n${text('1', 'web:1')}`);
    assert.equal(await lands('a.yaml'), `# ours\n${text('2', 'web:2')}`);
  });

  it('a document that comes lies between the same neighbours, and one that goes takes its separator along', async () => {
    const map = (name: string, value = '1') =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  v: "${value}"\n`;
    const all = (...documents: string[]) => documents.join('---\n');
    await sides(
      'a.yaml',
      all(map('a'), map('b'), map('c')),
      all(map('a'), map('x'), map('c')),
      all(map('a', '7'), map('b'), map('c')),
    );
    assert.equal(await lands('a.yaml'), all(map('a', '7'), map('x'), map('c')));
  });

  it('a whole file that goes on one side and changes on the other is a conflict', async () => {
    assert.deepEqual(reasons(await sides('a.yaml', 'a: 1\n', null, 'a: 2\n')), ['a.yaml']);
  });

  it('the same the other way round', async () => {
    assert.deepEqual(reasons(await sides('a.yaml', 'a: 1\n', 'a: 2\n', null)), ['a.yaml']);
  });

  it('a file that goes on one side, where the other changed what belongs to it alone, goes as a whole', async () => {
    const text = (replicas: number) => `spec:\n  replicas: ${replicas}\n  paused: false\n`;
    assert.equal((await sides('a.yaml', text(1), null, text(5))).state, 'pending');
    await edge.promote('squash');
    assert.deepEqual(world.files(world.head('test')), ['other.txt']);
  });

  it('a map on one side and a value on the other is a conflict', async () => {
    const plan = await sides('a.yaml', 'a: 1\nb: 2\n', 'a:\n  x: 1\nb: 2\n', 'a: 5\nb: 2\n');
    assert.equal(plan.state, 'conflict');
  });

  it('a value that becomes a map where nobody else touched it, becomes one', async () => {
    await sides('a.yaml', 'a: 1\nb: 2\n', 'a:\n  x: 1\nb: 2\n', 'a: 1\nb: 3\n');
    assert.equal(await lands('a.yaml'), 'a:\n  x: 1\nb: 3\n');
  });

  it('a list that becomes a map, the same', async () => {
    await sides('a.yaml', 'a:\n  - 1\nb: 2\n', 'a:\n  x: 1\nb: 2\n', 'a:\n  - 1\nb: 3\n');
    assert.equal(await lands('a.yaml'), 'a:\n  x: 1\nb: 3\n');
  });

  it('binary content travels as it is, and where both changed it is a conflict', async () => {
    const plan = await sides('logo.png', 'a\0b', 'a\0c', 'a\0b');
    assert.deepEqual(
      plan.items.map(({ path, change }) => `${change} ${path}`),
      ['changed logo.png'],
    );
    assert.equal(await lands('logo.png'), 'a\0c');
    await world.commit('dev', 'again', { 'logo.png': 'a\0d' });
    await world.commit('test', 'too', { 'logo.png': 'a\0e' });
    assert.deepEqual(reasons(await edge.plan()), ['logo.png']);
  });

  it('an LFS pointer is one value: never merged by line', async () => {
    const pointer = (oid: string, size: number) =>
      `version https://git-lfs.github.com/spec/v1\noid sha256:${oid.repeat(64)}\nsize ${size}\n`;
    const plan = await sides('model.bin', pointer('a', 1), pointer('b', 1), pointer('a', 2));
    assert.deepEqual([plan.state, reasons(plan)], ['conflict', ['model.bin']]);
  });

  it('the executable bit travels, with the content and without', async () => {
    const first = await world.commit('dev', 'first', { 'run.sh': 'echo\n', 'other.txt': 'x\n' });
    await world.reset('test', first);
    const sha = world.git('rev-parse', `${first}:run.sh`);
    await put('dev', 'executable', { 'run.sh': { mode: '100755', sha } });
    assert.deepEqual(
      (await edge.plan()).items.map(({ path }) => path),
      ['run.sh'],
    );
    await edge.promote('squash');
    assert.match(world.git('ls-tree', world.head('test'), 'run.sh'), /^100755/);
    assert.equal((await edge.plan()).state, 'inSync');
  });

  it('a submodule is the commit that it names', async () => {
    const at = (letter: string) => ({ mode: '160000', sha: letter.repeat(40) });
    const plan = await sides('vendor/lib', at('1'), at('2'), at('1'));
    assert.deepEqual(
      plan.items.map(({ path, change }) => `${change} ${path}`),
      ['changed vendor/lib'],
    );
    await edge.promote('squash');
    assert.match(world.git('ls-tree', world.head('test'), 'vendor/lib'), /^160000 commit 2222/);
    assert.equal((await edge.plan()).state, 'inSync');
  });

  it('a symbolic link travels as a link', async () => {
    const first = await world.commit('dev', 'first', { 'a.yaml': 'a: 1\n', 'other.txt': 'a.yaml' });
    await world.reset('test', first);
    const sha = world.git('rev-parse', `${first}:other.txt`);
    await put('dev', 'link', { 'link.yaml': { mode: '120000', sha } });
    await edge.promote('squash');
    assert.match(world.git('ls-tree', world.head('test'), 'link.yaml'), /^120000/);
    assert.equal((await edge.plan()).state, 'inSync');
  });

  it('a file that was renamed and changed arrives under its new name alone', async () => {
    const text = (image: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  image: ${image}\n`;
    const first = await world.commit('dev', 'first', { 'old.yaml': text('1'), 'other.txt': 'x\n' });
    await world.reset('test', first);
    await world.commit('dev', 'renamed', { 'old.yaml': null, 'new.yaml': text('2') });
    await edge.promote('squash');
    assert.deepEqual(world.files(world.head('test')), ['new.yaml', 'other.txt']);
  });

  it('a rename on the source of what the target changed is a conflict, never a loss', async () => {
    const text = (image: string, level: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  image: ${image}\n  level: ${level}\n`;
    const first = await world.commit('dev', 'first', { 'old.yaml': text('1', 'info'), 'other.txt': 'x\n' });
    await world.reset('test', first);
    await world.commit('dev', 'renamed', { 'old.yaml': null, 'new.yaml': text('1', 'info') });
    await world.commit('test', 'hotfix', { 'old.yaml': text('1', 'debug') });
    assert.equal((await edge.plan()).state, 'conflict');
  });

  it('a folder where the target keeps a file is a conflict', async () => {
    const first = await world.commit('dev', 'first', { 'other.txt': 'x\n' });
    await world.reset('test', first);
    await world.commit('dev', 'folder', { 'conf/a.yaml': 'a: 1\n' });
    await world.commit('test', 'file', { conf: 'text\n' });
    assert.equal((await edge.plan()).state, 'conflict');
  });

  it('a file that replaces a folder of the source arrives, and the folder goes', async () => {
    const first = await world.commit('dev', 'first', { 'conf/a.yaml': 'a: 1\n', 'other.txt': 'x\n' });
    await world.reset('test', first);
    await world.commit('dev', 'file', { 'conf/a.yaml': null, conf: 'text\n' });
    await edge.promote('squash');
    assert.deepEqual(world.files(world.head('test')), ['conf', 'other.txt']);
    assert.equal((await edge.plan()).state, 'inSync');
  });

  it('broken YAML travels by line, and merges by line where both changed other places', async () => {
    const text = (one: string, two: string) => `{{ if x }}\na: ${one}\n{{ end }}\nb: 1\nc: 1\nd: 1\ne: ${two}\n`;
    await sides('t.yaml', text('1', '1'), text('2', '1'), text('1', '5'));
    assert.equal(await lands('t.yaml'), text('2', '5'));
  });

  it('names with spaces, quotes, other scripts and a leading dash are names', async () => {
    const names = ['a b.yaml', '"q".yaml', 'ä/日本.yaml', '-x.yaml'];
    const first = await world.commit('dev', 'first', { 'other.txt': 'x\n' });
    await world.reset('test', first);
    const sha = world.git('rev-parse', `${first}:other.txt`);
    const entries = names.map((path) => ({ path, mode: '100644', sha }));
    await world.commit('dev', 'names', {}, { tree: world.treeWith(first, entries) });
    assert.deepEqual((await edge.plan()).items.map(({ path }) => path).sort(), [...names].sort());
    await edge.promote('squash');
    assert.equal(world.treeOf(world.head('test')), world.treeOf(world.head('dev')));
  });

  it('what belongs to the environment stays, also in a file that both sides changed beside it', async () => {
    const text = (replicas: number, image: string) => `spec:\n  replicas: ${replicas} # ours\n  image: ${image}\n`;
    await sides('a.yaml', text(1, 'v1'), text(2, 'v2'), text(5, 'v1'));
    assert.equal(await lands('a.yaml'), text(5, 'v2'));
  });
});
