import assert from 'node:assert/strict';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { ensureServers } from '../../../scripts/servers/ensure';
import { chartInputs } from '../../../src/core/manifest/render/helm/inputs';
import { kustomizationInputs } from '../../../src/core/manifest/render/kustomize/inputs';
import { Refusal } from '../../../src/core/manifest/render/refusal';
import { confinement } from '../../../src/core/manifest/render/tool/runTool';
import { runFirst, type Tool, type ToolOutcome } from '../../../src/core/manifest/render/tool/runTool';
import { type Copy, withSandbox } from '../../../src/core/manifest/render/tool/sandbox';
import { helmTool, kustomizeTools } from '../../../src/core/manifest/render/tool/tools';
import { Ending } from '../../lab/ending';
import { hostileSchemas, wishfulCharts } from '../../unit/manifest/render/charts';
import { addresses, fields, freePlaces, levels, programs as namedPrograms } from '../../unit/manifest/render/hostile';
import { tree } from '../../unit/manifest/render/tree';
import { aloneOnPath, canary, plainly, tripwires, type Tripwires, withFolder, write } from './world';

type Files = Readonly<Record<string, string>>;

const signal = new AbortController().signal;
const nothing = { connections: 0, ran: [] };
const limit = pLimit(2);

/** The real tools, held by each of the two walls alone; and plainly, to see that the lures are ones. */
describe('No repository makes a renderer run a program, reach an address, or read beyond its copy', function () {
  this.timeout(600_000);
  const ending = new Ending();
  let wires: Tripwires;
  let file: Record<'kustomize' | 'kubectl' | 'helm', string>;
  const path = process.env['PATH'];

  before(async function () {
    const { command } = await ensureServers(['renderers', 'kubernetes']);
    file = { kustomize: command('kustomize'), kubectl: command('kubectl'), helm: command('helm') };
    wires = await tripwires(ending);
    if (!(await confinement())) this.skip(); // the second wall is not to be had here, and docs/security.md says so
  });
  after(async () => {
    process.env['PATH'] = path;
    await ending.run();
  });

  const asItIs = (files: Files): Copy => new Map(Object.keys(files).map((name) => [name, { from: name }]));
  const behindTheWall = async (files: Files, tools: readonly Tool[]): Promise<ToolOutcome> =>
    withSandbox(tree(files), asItIs(files), signal, (sandbox) => runFirst(tools, sandbox, signal));
  const wordsOf = (outcome: ToolOutcome): string =>
    outcome.kind === 'printed' ? outcome.text : outcome.kind === 'failed' ? outcome.stderr : outcome.kind;

  const hostileKustomizations = (): readonly Files[] => {
    const all = addresses(wires.lure);
    const inRoot = (kustomization: object): Files => ({
      'kustomization.yaml': JSON.stringify(kustomization),
      'base/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
    });
    const [first = ''] = all;
    return [
      // All addresses for the first field, and for each other one every fourth of them, in turn.
      ...fields.flatMap(([, of], field) =>
        all
          .filter((_, index) => field === 0 || (field + index) % 4 === 0)
          .map((named) => inRoot({ namePrefix: 'p-', ...of(named) })),
      ),
      ...Object.values(levels).map((level) => level(JSON.stringify({ RESOURCES: [first] }))),
      ...namedPrograms.map(inRoot),
    ];
  };
  const hostileCharts = () => [...hostileSchemas(wires.lure), ...wishfulCharts(wires.lure)];

  for (const command of ['kustomize', 'kubectl'] as const) {
    it(`the second wall alone, without any check: ${command}`, async () => {
      const tools = kustomizeTools('tree').filter((tool) => tool.command === command);
      process.env['PATH'] = `${wires.programs}:${await aloneOnPath(ending, file[command])}`;
      const cases = hostileKustomizations().filter((_, index) => command === 'kustomize' || index % 4 === 0);
      await limit.map(cases, async (files) => {
        const outcome = await behindTheWall(files, tools);
        assert.notEqual(outcome.kind, 'missing');
        assert.ok(!wordsOf(outcome).includes(canary), JSON.stringify(files));
      });
      assert.deepEqual(await wires.tripped(), nothing);
    });
  }

  it('the second wall alone, without any check: helm', async () => {
    process.env['PATH'] = await aloneOnPath(ending, file.helm);
    await limit.map(hostileCharts(), async (files) => {
      const outcome = await behindTheWall(files, [helmTool('tree', [])]);
      assert.notEqual(outcome.kind, 'missing');
      assert.ok(!wordsOf(outcome).includes(canary), JSON.stringify(files));
    });
    assert.deepEqual(await wires.tripped(), nothing);
  });

  it('the check alone, without any wall: what it lets pass', async () => {
    const free = freePlaces.flatMap(([, of]) =>
      addresses(wires.lure).map((text): Files => ({
        'kustomization.yaml': JSON.stringify({ resources: ['a.yaml'], ...of(text) }),
        'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
      })),
    );
    let rendered = 0;
    await limit.map([...hostileKustomizations(), ...free], async (files) => {
      const copy = await passed(kustomizationInputs(tree(files), '', signal).then((inputs) => inputs.copy));
      if (!copy) return;
      const outcome = await plainlyOver(copy, files, (at) => [file.kustomize, ['build', at]]);
      assert.ok(!outcome.said.includes(canary), JSON.stringify(files));
      if (outcome.code === 0) rendered++;
    });
    assert.equal(rendered, free.length);
    let charts = 0;
    await limit.map(hostileCharts(), async (files) => {
      const copy = await passed(
        chartInputs(tree(files), { chart: '', values: [] }, signal).then((inputs) => inputs.copy),
      );
      if (!copy) return;
      charts++;
      const outcome = await plainlyOver(copy, files, (at) => [file.helm, ['template', 'release', join(at, 'chart')]]);
      assert.ok(!outcome.said.includes(canary), JSON.stringify(files));
    });
    assert.equal(charts, wishfulCharts(wires.lure).length);
    assert.deepEqual(await wires.tripped(), nothing);
  });

  it('without both, these lures are taken: over HTTP, by git, and out of the copy', async () => {
    const all = addresses(wires.lure);
    let canaries = 0;
    await limit.map(all, (named) =>
      withFolder(async (folder) => {
        await write(join(folder, 'tree'), { 'kustomization.yaml': JSON.stringify({ Resources: [named] }) });
        const { said } = await plainly(file.kustomize, ['build', join(folder, 'tree')], { ...wires, home: folder });
        if (said.includes(canary)) canaries++;
      }),
    );
    const { connections, ran } = await wires.tripped();
    assert.ok(connections > 0 && ran.includes('git') && canaries > 0, JSON.stringify({ connections, ran, canaries }));
    await limit.map(hostileSchemas(wires.lure), (files) =>
      withFolder(async (folder) => {
        await write(join(folder, 'chart'), files);
        await plainly(file.helm, ['template', 'release', join(folder, 'chart')], { ...wires, home: folder });
      }),
    );
    assert.ok((await wires.tripped()).connections > 0, 'helm fetches schemas');
  });

  const passed = async (inputs: Promise<Copy>): Promise<Copy | undefined> => {
    try {
      return await inputs;
    } catch (error) {
      assert.ok(error instanceof Refusal, String(error));
      return undefined;
    }
  };
  const plainlyOver = (copy: Copy, files: Files, command: (at: string) => readonly [string, readonly string[]]) =>
    withFolder(async (folder) => {
      const text = (content: { text: string } | { from: string }): string =>
        'text' in content ? content.text : (files[content.from] ?? '');
      await write(join(folder, 'tree'), Object.fromEntries([...copy].map(([name, content]) => [name, text(content)])));
      const [tool, args] = command(join(folder, 'tree'));
      return plainly(tool, args, { ...wires, home: folder });
    });
});
