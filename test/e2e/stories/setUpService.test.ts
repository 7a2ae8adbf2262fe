import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startLab } from '../../lab';
import type { Lab } from '../../lab/lab';
import { askForge } from '../harness/forge';
import { withWorkbench } from '../harness/story';

/** From the palette to a repository on the forge and a row in the tree; and what is said where that cannot be. */
describe('Setting a service up in VS Code', function () {
  this.timeout(240_000);
  let lab: Lab;

  before(async () => (lab = await startLab({ services: ['cart', 'web'], deployMs: 100 })));
  after(() => lab.dispose());

  const workbench = withWorkbench(() => ({ workspace: lab.workspace, env: asAdministrator() }));
  /** Whoever sets up has to own what is made. */
  const asAdministrator = () =>
    Object.fromEntries(
      Object.entries(lab.environment).map(([name, value]) => [
        name,
        value === lab.forge.tokens.developer ? lab.forge.tokens.admin : value,
      ]),
    );

  const begin = async (name: string) => {
    const { quickInput } = workbench();
    await quickInput.run('Branchline: Set Up a Service…');
    await quickInput.asked(/whose repository/);
    await quickInput.choose('shop');
    await quickInput.asked(/what does it begin with/);
    await quickInput.choose('plain');
    await quickInput.answer(/its name/, name);
    await quickInput.answer(/its image/, `registry.example.com/shop/${name}:1.0.0`);
  };

  it('plans it first, and makes it once the person says so: it stands in the tree then', async () => {
    const { quickInput, editor, notifications } = workbench();
    await workbench().showContainer('Branchline');
    await workbench()
      .tree('Fleet')
      .row(/^cart\. /);
    await begin('parcels');
    await quickInput.asked(/Set up parcels/);
    const plan = await editor.rendered(/to be made, none of it yet/);
    assert.match(plan, /repository shop\/parcels, private/);
    assert.match(plan, /protection of prod/);
    assert.match(plan, /deploy\/deployment\.yaml/);
    assert.match(plan, /Left to you\s+.*needs/s);
    await workbench().settled();
    await workbench().screenshot('set-up-plan');
    assert.deepEqual(Object.keys((await askForge(lab, 'parcels')) as object).includes('full_name'), false);

    await quickInput.choose('Make it');
    await notifications.shown(/parcels: All of it is there now/);
    assert.match(await editor.rendered(/All of it is there now/), /Made now/);
    await workbench()
      .tree('Fleet')
      .row(/^parcels\. /);
    await workbench().settled();
    await workbench().screenshot('set-up-made');
    const branches = (await askForge(lab, 'parcels/branches')) as readonly { readonly name: string }[];
    assert.deepEqual(branches.map(({ name }) => name).sort(), ['dev', 'prod', 'test']);
    assert.match(await readFile(join(lab.workspace, 'branchline.yaml'), 'utf8'), /name: "parcels"/);
  });

  it('has nothing to do the second time', async () => {
    await begin('parcels');
    await workbench().notifications.shown(/parcels: Nothing to do/);
    const page = await workbench().editor.rendered(/Nothing to do: all of it is there/);
    assert.doesNotMatch(page, /To be made|Left to you/);
    await workbench().screenshot('set-up-again');
  });

  it('makes nothing of a name that has other content, and says so', async () => {
    const { quickInput, editor } = workbench();
    await begin('web');
    await quickInput.asked(/Set up web/);
    const page = await editor.rendered(/Nothing can be made as it is/);
    assert.match(page, /has other content, and never had this one/);
    await workbench().settled();
    await workbench().screenshot('set-up-refused');
    assert.deepEqual(
      (await quickInput.items()).filter((item) => item.includes('Make it')),
      [],
    );
    await quickInput.cancel();
  });

  it('refuses at once what cannot be a name', async () => {
    const { quickInput } = workbench();
    await quickInput.run('Branchline: Set Up a Service…');
    await quickInput.choose('shop');
    await quickInput.choose('plain');
    await quickInput.answer(/its name/, 'Not A Name');
    await quickInput.asked(/cannot be the name of a service/);
    await workbench().screenshot('set-up-name');
    await quickInput.cancel();
  });
});
