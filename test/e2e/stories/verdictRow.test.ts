import { startLab } from '../../lab';
import type { Lab } from '../../lab/lab';
import { withWorkbench } from '../harness/story';

/** What is posted of a pull request stands on its row, also of one that a person opened on a way that the catalog does not have. */
describe('The verdict on a pull request in VS Code', function () {
  this.timeout(240_000);
  let lab: Lab;
  let opened: { readonly number: number; readonly head: { readonly sha: string } };

  before(async () => {
    lab = await startLab({ services: ['cart'], deployMs: 100 });
    const { url, owner, tokens } = lab.forge;
    const answer = await fetch(`${url}/api/v1/repos/${owner}/cart/pulls`, {
      method: 'POST',
      headers: { authorization: `token ${tokens.developer}`, 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'Straight to prod', head: 'dev', base: 'prod', body: '' }),
    });
    opened = (await answer.json()) as typeof opened;
  });
  after(() => lab.dispose());

  const workbench = withWorkbench(() => ({ workspace: lab.workspace, env: lab.environment, theme: 'light' }));
  const fleet = () => workbench().tree('Fleet');

  it('is said not to be there, rather than nothing', async () => {
    await workbench().showContainer('Branchline');
    await fleet().expand(/^cart\./);
    await fleet().expand(/^cart, prod\./);
    await fleet().row(new RegExp(`^Pull request #${opened.number}\\. .*Not judged`));
    await workbench().settled();
    await workbench().screenshot('verdict-none');
  });

  it('stands there with its reason once it is posted', async () => {
    const said = 'Brings what test has never had';
    await lab.forge.postStatus('cart', opened.head.sha, 'branchline/promotion', 'failure', said);
    await workbench().quickInput.run('Branchline: Refresh');
    await fleet().row(new RegExp(`^Pull request #${opened.number}\\. .*refused: ${said}`));
    await workbench().settled();
    await workbench().screenshot('verdict-refused');
  });

  it('is explained from the row, and nothing is asked', async () => {
    await fleet().menu(new RegExp(`^Pull request #${opened.number}\\.`), 'Explain this Pull Request');
    await workbench().editor.rendered(new RegExp(`#${opened.number}`));
    await workbench().settled();
    await workbench().screenshot('verdict-explained');
  });
});
