import { ProposalNode } from '../../tree/proposalNode';
import { command } from '../command';
import { explain } from './explainPullRequest';

/** The same as *Explain a Pull Request…* for the row that it is called on: nothing is asked. */
export const explainThisPullRequest = command('branchline.explainThisPullRequest', async (app, [row]) => {
  if (row instanceof ProposalNode) await explain(app, row.of.service, row.proposal.pullRequest.number);
});
