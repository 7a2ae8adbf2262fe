import assert from 'node:assert/strict';
import { usualView } from '../../../src/board/protocol/view';
import type * as Probe from '../../bench/probes/board';
import { now } from '../../bench/probes/boardFleet';
import { BoardInBrowser } from '../../bench/probes/boardInBrowser';
import { loadWithStub } from '../../bench/probes/withStub';
import { startLab } from '../../lab';
import type { Lab } from '../../lab/lab';
import { BoardPage } from '../harness/boardPage';
import { eventually } from '../harness/eventually';
import { openPullRequests } from '../harness/forge';
import { TrainPage } from '../harness/trainPage';
import { withWorkbench } from '../harness/story';

const themes = {
  dark: ['Dark Modern', 'dark'],
  light: ['Light Modern', 'light'],
  contrast: ['Dark High Contrast', 'high-contrast'],
} as const;

/** The board on the whole demo fleet: seen, gone through by keyboard, filtered, and two services promoted with one yes. */
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
    await board().cell(/^cart, prod\. .*The pipeline passed.*Version 2\.9\.1/);
    await board().cell(/^checkout, dev → test\. .*both changed the same content/);
    await board().cell(/^recommendations, test\. .*The pipeline failed/);
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
    await workbench().screenshot('board-details');
    await press('Escape');
    await board().isFocused(/^web, dev\./);
    await press('Enter');
    await (await board().frame()).getByRole('button', { name: 'Close' }).press('Enter');
    await board().isFocused(/^web, dev\./);
  });

  it('shows only what a person asks for', async () => {
    const frame = await board().frame();
    const texts = (selector: string) => frame.locator(selector).allInnerTexts();
    const shows = (selector: string, wanted: readonly string[]) =>
      eventually(
        wanted.join(', '),
        async () =>
          (await texts(selector))
            .map((text) => text.split('\n')[0])
            .sort()
            .join() === wanted.toSorted().join(),
        { seen: () => texts(selector) },
      );
    const services = '[role=rowheader] .name';
    const all = await texts(services);
    await frame.getByRole('button', { name: /^Held up/ }).click();
    await shows(services, ['checkout', 'notifications', 'payments']);
    await frame.getByRole('searchbox').fill('5.0.0');
    await shows(services, ['payments']);
    await frame.getByRole('searchbox').fill('nobody');
    await frame.getByRole('button', { name: 'Clear the filter' }).click();
    await shows(services, all);
    await frame.getByRole('combobox', { name: 'Group' }).selectOption('By team');
    await shows('.group', ['buying', 'shopfront', 'Without this label']);
    await workbench().screenshot('board-teams');
    await frame.getByRole('searchbox').fill('team:shopfront');
    await shows(services, ['recommendations', 'web']);
    await frame.getByRole('searchbox').fill('');
    await frame.getByRole('combobox', { name: 'Group' }).selectOption('No groups');
    await shows(services, all);
  });

  it('promotes two services from one table, with one yes; a look at a preview loses nothing', async () => {
    let frame = await board().frame();
    for (const service of ['cart', 'web']) {
      await (await board().cell(new RegExp(`^${service}, dev → test`))).focus();
      await press('Space');
    }
    await frame.getByRole('button', { name: /^Promote several/ }).click();
    const chosen = () => frame.locator('tbody input:checked').evaluateAll((boxes: unknown[]) => boxes.length);
    assert.equal(await chosen(), 2);
    assert.equal(await frame.getByRole('checkbox', { name: 'Choose checkout, dev → test' }).isDisabled(), true);
    await workbench().screenshot('board-choose');
    await frame.getByRole('button', { name: 'Show what 2 bring' }).click();
    await frame.getByRole('button', { name: 'Open 2 pull requests' }).waitFor();
    assert.match(await frame.locator('tbody').innerText(), /image: .*2\.10\.0 → .*2\.11\.0/);
    assert.deepEqual(await opened(), [0, 0]); // nothing so far
    await workbench().screenshot('board-review');
    assert.deepEqual(await board().violations(), [], 'review');
    await frame.getByRole('button', { name: 'Whole preview' }).first().click();
    await workbench()
      .page.locator('.tab.active', { hasText: /^Look: Promote/ })
      .waitFor();
    await workbench().quickInput.run('Branchline: Open Board');
    frame = await board().frame();
    await frame.getByRole('button', { name: 'Open 2 pull requests' }).click();
    await eventually('both are open', async () => /2 of 2/.test(await frame.getByRole('status').innerText()), {
      seen: () => frame.locator('tbody').innerText(),
    });
    await workbench().screenshot('board-opened');
    assert.deepEqual(await opened(), [1, 1]);
    await frame.getByRole('button', { name: 'Back to the board' }).click();
    await board().isFocused(/^web, dev → test\./);
    await board().cell(/^cart, dev → test\. .*Open: #\d+/);
  });

  it('starts a release train of what was chosen: seen as a whole, opened wave by wave, stopped', async () => {
    const { quickInput, dialog, page, statusBar } = workbench();
    const train = new TrainPage(page);
    const waiting = async () =>
      Promise.all(['catalog', 'notifications'].map(async (service) => (await openPullRequests(lab, service)).length));
    const frame = await board().frame();
    await frame.getByRole('button', { name: /^Promote several/ }).click();
    for (const service of ['catalog', 'notifications']) {
      await frame.getByRole('checkbox', { name: `Choose ${service}, dev → test` }).check();
    }
    await frame.getByRole('button', { name: 'Start a release train of 2…' }).click();
    await quickInput.asked(/which services go together/);
    await quickInput.confirm();
    await quickInput.asked(/which way/);
    await quickInput.choose('dev → test');
    await quickInput.asked(/in which waves/);
    await workbench().screenshot('train-waves');
    await quickInput.choose('One after the other');
    const preview = await train.says(/Nothing is opened yet/);
    assert.match(await preview.locator('main').innerText(), /Wave 1 of 2.*catalog.*Wave 2 of 2.*notifications.*image/s);
    assert.deepEqual(await waiting(), [0, 0]);
    await workbench().screenshot('train-preview');
    assert.deepEqual(await train.violations(/Nothing is opened yet/), []);
    await train.press(/Nothing is opened yet/, 'Open the First Wave');
    await train.says(/It waits.*#\d+ was opened: catalog/s);
    assert.deepEqual(await waiting(), [1, 0]);
    await workbench().screenshot('train-waits');
    await workbench().tree('Needs Attention').open();
    await workbench()
      .tree('Needs Attention')
      .row(/^Release trains/);
    await workbench()
      .tree('Needs Attention')
      .row(/^Release train dev → test, It waits/);
    const [first] = await openPullRequests(lab, 'catalog');
    await lab.forge.merge('catalog', first?.number ?? 0, 'merge');
    // Nobody asks for it: the window sees that it landed, and that its pipeline passed.
    await train.says(/1 pull request can be opened/);
    await statusBar.item(/release train to go on with/);
    await workbench().screenshot('train-due');
    await train.press(/1 pull request can be opened/, 'Open 1 Pull Request');
    await train.says(/It waits.*#\d+ was opened: notifications/s);
    assert.deepEqual(await waiting(), [0, 1]);
    await train.press(/It waits/, 'Roll the Whole Train Back…');
    await train.says(/1 deployment of it would be undone/);
    await workbench().screenshot('train-back');
    assert.deepEqual(await train.violations(/would be undone/), []);
    await train.press(/would be undone/, 'Back to the Train');
    await train.press(/It waits/, 'Stop, and Close What Is Open…');
    await dialog.press('Stop the Train');
    await train.says(/It was stopped: nothing more of it is opened/);
    assert.deepEqual(await waiting(), [0, 0]);
    for (const name of ['contrast', 'light'] as const) {
      const [theme, kind] = themes[name];
      await quickInput.run('Preferences: Color Theme');
      await quickInput.answer(/Color Theme/, theme);
      await (await train.says(/It was stopped/)).locator(`body.vscode-${kind}`).waitFor();
      await workbench().screenshot(`train-${name}`);
      assert.deepEqual(await train.violations(/It was stopped/), [], theme);
    }
    // Enlarged to 200 %, a screen of 1440 × 900 has half as many of the page's own points.
    const size = page.viewportSize();
    await page.setViewportSize({ width: 720, height: 450 });
    await eventually('it fits', async () => !(await train.isTooWide(/It was stopped/)));
    await workbench().screenshot('train-200');
    assert.deepEqual(await train.violations(/It was stopped/), [], '200 %');
    await page.setViewportSize(size ?? { width: 1440, height: 900 });
    await quickInput.run('View: Close Editor');
    await (await board().frame()).getByRole('button', { name: 'Back to the board' }).click();
  });

  it('has nothing that axe-core finds, light, dark and in high contrast, and at 200 %', async () => {
    const { page, quickInput } = workbench();
    const several = async () => (await board().frame()).getByRole('button', { name: /^Promote several/ });
    const back = async () => (await board().frame()).getByRole('button', { name: 'Back to the board' });
    await (await board().cell(/^cart, dev\./)).click();
    for (const [name, [theme, kind]] of Object.entries(themes)) {
      await quickInput.run('Preferences: Color Theme');
      await quickInput.answer(/Color Theme/, theme);
      await board().isThemed(kind);
      await workbench().screenshot(`board-${name}`);
      assert.deepEqual(await board().violations(), [], theme);
      await (await several()).click();
      await (await back()).waitFor();
      await workbench().screenshot(`board-promote-${name}`);
      assert.deepEqual(await board().violations(), [], `${theme}, promoting several`);
      await (await back()).click();
    }
    // Enlarged to 200 %, a screen of 1440 × 900 has half as many of the page's own points.
    await quickInput.run('View: Toggle Primary Side Bar Visibility');
    await page.setViewportSize({ width: 720, height: 450 });
    for (const screen of ['board', 'promote']) {
      if (screen === 'promote') await (await several()).click();
      await eventually('it fits', async () => !(await board().isTooWide()));
      await workbench().screenshot(`board-200-${screen}`);
      assert.deepEqual(await board().violations(), [], `200 %, ${screen}`);
    }
  });

  const opened = async () =>
    Promise.all(['cart', 'web'].map(async (service) => (await openPullRequests(lab, service)).length));
});

/** The page alone, with more rows than a screen has; 1,000 of them are measured by the bench. */
describe('The page of the board', () => {
  it('draws what is seen of a hundred rows, and of one cell that changed that cell; the focus stays', async () => {
    const probe = await loadWithStub<typeof Probe>('test/bench/probes/board.ts');
    const fleet = new probe.MadeFleet(Array.from({ length: 100 }, (_, at) => `service-${at}`));
    const board = probe.boardOf(fleet.snapshot, now);
    fleet.dispose();
    const browser = await BoardInBrowser.open();
    try {
      const view = { ...usualView, sort: 'name' } as const;
      await browser.tell({ kind: 'board', board, view, words: probe.pageWords(), staleAfterMs: 600_000 });
      assert.ok((await browser.rows()) < 60);
      const runs = board.rows.some((row) => JSON.stringify(row).includes('"sync~spin"'));
      assert.deepEqual([runs, await browser.moving()], [true, 0], 'what runs does not turn');
      await browser.page.locator('[id="row:service-0/1"]').focus();
      const [first] = board.rows[0]?.cells ?? [];
      assert.ok(first?.kind === 'environment');
      const cell = { ...first, version: '9.9.9' };
      const drawn = await browser.cellsDrawnBy({
        kind: 'changes',
        changes: [{ kind: 'cell', row: 0, column: 0, cell }],
      });
      assert.deepEqual(drawn, ['row:service-0/1']);
      assert.match(await browser.page.locator('*:focus').innerText(), /9\.9\.9/);
      await browser.page.keyboard.press('Control+End');
      assert.match((await browser.page.locator('*:focus').getAttribute('id')) ?? '', /^row:service-99\//);
    } finally {
      await browser.dispose();
    }
  });
});
