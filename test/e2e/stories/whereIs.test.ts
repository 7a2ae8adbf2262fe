import assert from 'node:assert/strict';
import { startLab } from '../../lab';
import type { Lab } from '../../lab/lab';
import { DecisionPage } from '../harness/decisionPage';
import { askForge } from '../harness/forge';
import { eventually } from '../harness/eventually';
import { PastPage } from '../harness/pastPage';
import { withWorkbench } from '../harness/story';

/** A commit, an issue, a version: which environments have it, and what holds it back. */
describe('Where a change is, in VS Code', () => {
  let lab: Lab;

  before(async () => (lab = await startLab({ services: ['cart', 'payments', 'web'], deployMs: 100 })));
  after(() => lab.dispose());

  const workbench = withWorkbench(() => ({ workspace: lab.workspace, env: lab.environment }));

  it('is asked once, and answered for all services on one page', async () => {
    const { quickInput, editor } = workbench();
    await workbench().showContainer('Branchline');
    await workbench()
      .tree('Fleet')
      .row(/^cart\. .*to promote/);
    const found = (await askForge(lab, 'cart/branches/dev')) as { commit: { id: string } };
    await quickInput.run('Branchline: Where Is My Change?…');
    await quickInput.answer(/Where is my change/, found.commit.id.slice(0, 10));
    const page = await editor.rendered(/Where is [0-9a-f]{10}\?/);
    assert.match(page, /dev: has it; since/);
    assert.match(page, /test: does not have it/);
    assert.match(page, /can be promoted from dev/);
    await workbench().screenshot('where-is');
  });

  it('and another page tells how often, how fast and how well was deployed, with what is counted', async () => {
    const { quickInput, editor } = workbench();
    await quickInput.run('Branchline: Show Measures…');
    await quickInput.choose('The last 365 days');
    const page = await editor.rendered(/How often, how fast and how well/);
    assert.match(page, /prod · 3 services[^]*test · 3 services[^]*dev · 3 services/);
    assert.match(page, /Deployment frequency[^]*a week; \d+ deployments/);
    assert.match(page, /Change failure rate[^]*with a verdict/);
    assert.match(page, /The deployments that are counted[^]*payments[^]*taken back by [0-9a-f]{10}/);
    await workbench().screenshot('measures');
  });

  it('says what is no question before anything is looked for', async () => {
    const { quickInput } = workbench();
    await quickInput.run('Branchline: Where Is My Change?…');
    await quickInput.answer(/Where is my change/, 'two words');
    await quickInput.asked(/No commit, no pull request/);
    await quickInput.cancel();
  });

  describe('and what was', () => {
    const past = () => new PastPage(workbench().page);
    const press = (key: string) => workbench().page.keyboard.press(key);

    it('is drawn over time, and told in a table; a mark is reached by keyboard, and says what can be done', async () => {
      await workbench().quickInput.run('Branchline: Show Timeline…');
      let frame = await past().about(/Deployments of the fleet/);
      await frame.getByRole('combobox', { name: 'Service' }).selectOption('payments');
      frame = await past().about(/Deployments of payments/);
      const prod = frame.getByRole('group', { name: 'prod', exact: true });
      await prod.getByRole('button', { name: /payments .*prod: rollback, passed/ }).focus();
      await press('ArrowLeft');
      await press('Enter');
      const details = frame.getByRole('complementary');
      await eventually('the details are told', async () => /promotion · from test at/.test(await details.innerText()), {
        seen: () => details.innerText(),
      });
      assert.match(await details.innerText(), /Roll back to this state/);
      await press('Escape');
      assert.match(await frame.locator('*:focus').innerText(), /promotion/);
      const row = frame.getByRole('row', { name: /payments prod .*rollback.*passed.*until/ });
      assert.equal(await row.count(), 1);
    });

    it('is shown as it was then, and held against now', async () => {
      let frame = await past().about(/Deployments of payments/);
      await frame.getByRole('button', { name: /payments .*prod: rollback, passed/ }).click();
      await frame.getByRole('button', { name: 'Show the fleet as it was then' }).click();
      frame = await past().about(/^As it was on /);
      await frame.getByText('The past: nothing can be changed here').waitFor();
      assert.equal(await frame.getByRole('button', { name: /roll back/i }).count(), 0);
      await frame.getByRole('button', { name: /^payments, prod: .*old then/ }).click();
      await frame.getByRole('button', { name: 'Compare with now' }).click();
      await frame.getByText(/^payments · prod: .* → .*deployment/).waitFor();
      await frame
        .locator('.changes')
        .getByText(/DB_POOL/)
        .first()
        .waitFor(); // what changed is drawn as it is read
      await frame.getByRole('button', { name: 'Open files as they were…' }).click();
      await workbench().quickInput.choose('env/payments-env.yaml');
      await workbench().page.locator('.tab.active', { hasText: 'payments-env.yaml' }).waitFor();
    });

    it('has nothing that axe-core finds, in dark, light and high contrast', async () => {
      const { quickInput } = workbench();
      const tabs = {
        timeline: ['Timeline', /Deployments of payments/],
        then: [/^The past: /, /^As it was on /],
      } as const;
      for (const theme of ['Dark Modern', 'Light Modern', 'Dark High Contrast']) {
        await quickInput.run('Preferences: Color Theme');
        await quickInput.answer(/Color Theme/, theme);
        for (const [name, [tab, headline]] of Object.entries(tabs)) {
          await workbench().page.getByRole('tab', { name: tab }).click();
          await past().about(headline);
          await workbench().settled();
          await workbench().screenshot(`past-${name}-${theme.toLowerCase().replaceAll(' ', '-')}`);
          assert.deepEqual(await past().violations(headline), [], `${theme}, ${name}`);
        }
      }
    });
  });

  describe('and what broke it', () => {
    const headline = /Which deployment of payments on dev broke it/;
    const past = () => new PastPage(workbench().page);
    const press = (key: string) => workbench().page.keyboard.press(key);
    const stands = (title: RegExp) =>
      eventually(
        title.source,
        async () => {
          const frame = await past().about(headline);
          const stands = title.test(await frame.getByRole('status').nth(1).innerText());
          return stands && (await frame.locator('[aria-disabled=true]').count()) === 0 ? frame : undefined;
        },
        { seen: async () => (await past().about(headline)).locator('body').innerText() },
      );
    const ask = async () => {
      await workbench().quickInput.run('Branchline: Which Deployment Broke It?…');
      await workbench().quickInput.choose('payments, dev');
    };

    it('is found by asking a person, who answers by keyboard', async () => {
      await workbench().showContainer('Branchline');
      await workbench()
        .tree('Fleet')
        .row(/^payments\./);
      await ask();
      let frame = await stands(/Which one was good\?/);
      await frame.getByRole('button', { name: '4.1.0' }).focus();
      await press('Enter');
      await eventually('the choice leads to the answers', async () => {
        return /^4\.1\.0 \(/.test(await frame.locator('*:focus').innerText());
      });
      await stands(/Which one was good\?/);
      await press('Tab');
      await press('Enter');
      for (let questions = 0; questions < 5; questions += 1) {
        frame = await stands(/Was .* good\?|It broke with/);
        const said = await frame.getByRole('status').nth(1).innerText();
        if (said.includes('It broke with')) break;
        assert.match(said, /at most \d questions? more/);
        if (questions === 1) await workbench().screenshot('bisect-asks');
        const [, name = ''] = /Was (.*) good/.exec(said) ?? [];
        const asked = frame.getByRole('region', { name: 'The deployment that is looked at' });
        const isBad = /Provider API v3|More attempts/.test(await asked.innerText());
        // The answers stay where they are: the focus is on the last one that was given.
        assert.match(await frame.locator('*:focus').innerText(), /Good|Bad/);
        await frame.getByRole('button', { name: isBad ? 'Bad' : 'Good', exact: true }).focus();
        await press('Enter');
        await eventually(`${name} was answered`, async () => {
          return !(await frame.getByRole('status').nth(1).innerText()).includes(`Was ${name} good`);
        });
      }
      frame = await stands(/It broke with 5\.0\.0/);
      const suspect = frame.getByRole('region', { name: 'The deployment that is looked at' });
      assert.match(await suspect.innerText(), /Provider API v3/);
      await suspect.getByText(/PSP_TIMEOUT/).waitFor();
    });

    it('goes on after its tab was closed, and takes an answer back', async () => {
      await press('ControlOrMeta+w');
      await ask();
      let frame = await stands(/It broke with 5\.0\.0/);
      await frame.getByRole('button', { name: 'Undo the last answer' }).click();
      frame = await stands(/Was .* good\?/);
      const asked = await frame.getByRole('region', { name: 'The deployment that is looked at' }).innerText();
      const isBad = /Provider API v3|More attempts/.test(asked);
      await frame.getByRole('button', { name: isBad ? 'Bad' : 'Good', exact: true }).click();
      await stands(/It broke with 5\.0\.0/);
    });

    it('has nothing that axe-core finds, in dark and light', async () => {
      for (const theme of ['Light Modern', 'Dark Modern']) {
        await workbench().quickInput.run('Preferences: Color Theme');
        await workbench().quickInput.answer(/Color Theme/, theme);
        await stands(/It broke with/);
        await workbench().settled();
        await workbench().screenshot(`bisect-found-${theme.toLowerCase().replaceAll(' ', '-')}`);
        assert.deepEqual(await past().violations(headline), [], theme);
      }
    });

    it('leads to the page that decides on taking it back', async () => {
      const frame = await stands(/It broke with/);
      await frame.getByRole('button', { name: 'Roll Back to Before It…' }).click();
      await new DecisionPage(workbench().page).about(/payments/);
      await workbench().screenshot('bisect-leads-to');
    });
  });
});
