import assert from 'node:assert/strict';
import { join } from 'node:path';
import { ensureServers } from '../../../scripts/servers/ensure';
import { renderEnvironment } from '../../../src/core/manifest/render/renderEnvironment';
import { Ending } from '../../lab/ending';
import { rules, tree } from '../../unit/manifest/render/tree';
import { honestCharts, honestKustomizations } from './honest';
import { aloneOnPath, plainly, withFolder, write } from './world';

type Files = Readonly<Record<string, string | Buffer>>;

/** What is judged, written anew and walled in renders to what it renders to where a person runs the tool. */
describe('Honest repositories render as they do plainly', function () {
  this.timeout(180_000);
  const ending = new Ending();
  const path = process.env['PATH'];
  let tools: Record<'kustomize' | 'kubectl' | 'helm', string>;

  before(async () => {
    const { command } = await ensureServers(['renderers', 'kubernetes']);
    tools = { kustomize: command('kustomize'), kubectl: command('kubectl'), helm: command('helm') };
  });
  after(async () => {
    process.env['PATH'] = path;
    await ending.run();
  });

  const same = async (
    files: Files,
    tool: keyof typeof tools,
    args: (at: string) => readonly string[],
  ): Promise<void> => {
    process.env['PATH'] = await aloneOnPath(ending, tools[tool]);
    const rendered = await renderEnvironment(tree(files), rules(), 'dev');
    assert.ok(rendered.kind === 'rendered', JSON.stringify(rendered));
    await withFolder(async (folder) => {
      await write(join(folder, 'tree'), files);
      const plain = await plainly(tools[tool], args(join(folder, 'tree')), { programs: '/none', home: folder });
      assert.equal(plain.code, 0, plain.said);
      assert.equal(rendered.text, plain.stdout);
    });
  };

  for (const [what, files] of Object.entries(honestKustomizations)) {
    it(`kustomize: ${what}`, () => same(files, 'kustomize', (at) => ['build', at]));
    it(`kubectl: ${what}`, () => same(files, 'kubectl', (at) => ['kustomize', at]));
  }
  for (const [what, files] of Object.entries(honestCharts)) {
    it(`helm: ${what}`, () =>
      same(files, 'helm', (at) => [
        ...['template', 'release', at, '--include-crds', '--skip-tests'],
        ...('values-dev.yaml' in files ? ['--values', join(at, 'values-dev.yaml')] : []),
      ]));
  }
});
