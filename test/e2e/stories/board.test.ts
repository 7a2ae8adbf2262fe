import assert from 'node:assert/strict';
import { startLab } from '../../lab';
import type { Lab } from '../../lab/lab';
import { BoardPage } from '../harness/boardPage';
import { eventually } from '../harness/eventually';
import { withWorkbench } from '../harness/story';

/** The board on the whole demo fleet: seen, gone through by keyboard, and filtered. */
describe('The board in VS Code', () => {
  let lab: Lab;

  before(async () => (lab = await startLab({ deployMs: 100 })));
  after(() => lab.dispose());

  const workbench = withWorkbench(() => ({ workspace: lab.workspace, env: lab.environment }));
  const board = () => new BoardPage(workbench().page);
  const press = (key: string) => workbench().page.keyboard.press(key);

  it('shows every service with what runs, and what waits between environments', async () => {
    await workbench().showContainer('Branchline');
    await workbench()
      .tree('Fleet')
      .row(/^cart\. .*to promote/);
    await workbench().quickInput.run('Branchline: Open Board');
    await board().cell(/^cart, prod\. .*Pipeline: pipeline passed.*Version 2\.9\.1/);
    await board().cell(/^checkout, dev → test\. .*both changed the same content/);
    await board().cell(/^recommendations, test\. .*Pipeline: pipeline failed/);
  });

  it('is gone through by keyboard, and shows the details of what is looked at', async () => {
    await (await board().cell(/^web, prod\./)).focus();
    await press('Control+Home');
    await board().isFocused(/^recommendations\. test failing/);
    await press('ArrowDown');
    await press('ArrowRight');
    await press('ArrowRight');
    await board().isFocused(/^checkout, dev → test/);
    await press('End');
    await board().isFocused(/^checkout, prod\./);
    await press('Control+End');
    await board().isFocused(/^web, prod\./);
    await press('Home');
    await press('ArrowRight');
    await press('Enter');
    const details = (await board().frame()).getByRole('complementary');
    await eventually('the details are told', async () => /Branch dev.*Show drift/s.test(await details.innerText()));
    await workbench().settled();
    await workbench().screenshot('board-details');
    await press('Escape');
    await board().isFocused(/^web, dev\./);
  });

  it('shows only what a person asks for', async () => {
    const frame = await board().frame();
    const services = () => frame.locator('[role=rowheader] .name').allInnerTexts();
    await frame.getByRole('button', { name: /^Hold or conflict/ }).click();
    assert.deepEqual(await services(), ['checkout', 'notifications', 'payments']);
    await frame.getByRole('searchbox').fill('5.0.0');
    assert.deepEqual(await services(), ['payments']);
    await frame.getByRole('searchbox').fill('nobody');
    await frame.getByRole('button', { name: 'Clear the filter' }).click();
    assert.equal((await services()).length, 10);
  });
});
