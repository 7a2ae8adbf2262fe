import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tokenVariable } from '../../../src/core/forge/environmentTokens';
import { ForgeWorld } from '../../integration/promotion/forgeWorld';
import { dialectNames, toldForges, type DialectName } from '../../lab/forge';
import { DecisionPage } from '../harness/decisionPage';
import { withWorkbench } from '../harness/story';

const name = (dialect: DialectName): string => `on-${dialect}`;

/** One fleet whose services lie on forges of all kinds, each of which speaks as another kind of server. */
describe('The main job in VS Code, on every forge at once', () => {
  const worlds = new Map<DialectName, ForgeWorld>();
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'branchline-forges-'));
    for (const dialect of dialectNames) {
      const world = await ForgeWorld.start(dialect);
      worlds.set(dialect, world);
      for (const branch of ['dev', 'test']) await world.status((await world.head(branch)) ?? '', 'success');
    }
    const services = [...worlds].map(([dialect, { url }]) => `  - { name: ${name(dialect)}, repository: "${url}" }`);
    const catalog = ['version: 1', 'environments: [{ name: dev }, { name: test }]', 'services:', ...services, ''];
    await writeFile(join(folder, 'branchline.yaml'), catalog.join('\n'));
  });
  after(async () => {
    for (const world of worlds.values()) await world.end();
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });

  const workbench = withWorkbench(() => {
    const all = [...worlds.entries()];
    const tokens = all.map(
      ([
        ,
        {
          forge,
          tokens: { ada },
        },
      ]) => [tokenVariable(new URL(forge.url).host), ada],
    );
    const told = all.map(([dialect, { forge }]) => toldForges(dialect, forge.url));
    return {
      workspace: folder,
      env: Object.fromEntries(tokens) as Record<string, string>,
      settings: { 'branchline.forges': Object.assign({}, ...told) as object },
    };
  });
  const fleet = () => workbench().tree('Fleet');
  const page = () => new DecisionPage(workbench().page);
  const worldOf = (dialect: DialectName): ForgeWorld => {
    const world = worlds.get(dialect);
    assert.ok(world);
    return world;
  };

  it('shows what waits on each, with its pipelines', async () => {
    await workbench().showContainer('Branchline');
    for (const dialect of dialectNames) await fleet().row(new RegExp(`^${name(dialect)}\\. .*1 to promote`));
    await workbench().statusBar.item(new RegExp(`${2 * dialectNames.length} passed`));
    await workbench().settled();
    await workbench().screenshot('every-forge');
  });

  for (const dialect of dialectNames)
    it(`promotes, lands and rolls back on ${dialect}`, async () => {
      const { quickInput } = workbench();
      const world = worldOf(dialect);
      const service = new RegExp(`^${name(dialect)} `);
      const open = async (): Promise<number> => {
        await page().press(service, 'Open the pull request');
        await page().says(service, /pull request #\d+ is open/);
        await workbench().settled();
        await workbench().screenshot(`every-forge-${dialect}`);
        await page().press(service, 'Close');
        const [only, ...more] = world.open();
        assert.deepEqual(more, []);
        return only?.number ?? 0;
      };
      await quickInput.run('Branchline: Promote…');
      await quickInput.asked(/Promote which service/);
      await quickInput.find(name(dialect), `${name(dialect)}, dev → test`);
      const promoted = await world.land(await open(), 'squash');
      await world.status(promoted, 'success');
      await quickInput.run('Branchline: Refresh');
      await fleet().row(new RegExp(`^${name(dialect)}\\. (?!.*to promote)`));
      assert.match(await world.git('show', 'test:cart.yaml'), /image: cart:2 #/);

      await quickInput.run('Branchline: Roll Back…');
      await quickInput.asked(/Roll back which service/);
      await quickInput.find(name(dialect), `${name(dialect)}, test`);
      await quickInput.asked(/Roll back: choose a deployment/);
      const [before] = await quickInput.items();
      await quickInput.choose(/\b[0-9a-f]{7}\b/.exec(before ?? '')?.[0] ?? 'no earlier deployment');
      await quickInput.asked(/Roll back how/);
      await quickInput.choose('Restore the state of');
      await world.land(await open(), 'merge');
      assert.match(await world.git('show', 'test:cart.yaml'), /image: cart:1 #/);
      await quickInput.run('Branchline: Refresh');
      await fleet().row(new RegExp(`^${name(dialect)}\\. .*1 on hold`));
    });
});
