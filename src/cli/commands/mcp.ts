import { BranchlineError } from '../../core/support/errors';
import { message } from '../../core/support/message';
import type { Register } from '../context';
import type { McpOptions } from '../mcp/serve';
import { catalogOption } from '../repository/options';

const help = `
Speaks the Model Context Protocol over stdin and stdout, for assistants that call tools: status, plans, drift, history, where a
change is, what changed, measures, whether a pull request may be merged, ways back, and previews of promotions and
rollbacks. Only repositories of the catalog are looked at. What comes from repositories is marked as data.

With --allow-writes also open_promotion and open_rollback: they open the pull request that a preview has shown and nothing
else, once the person at the client has said yes; towards a protected environment by typing its name. A client that cannot ask
a person is refused.

Tokens: as for every other command, from the environment of this process.

Examples:
  $ branchline mcp --catalog ~/fleet/branchline.yaml
  $ branchline mcp --catalog ~/fleet/branchline.yaml --allow-writes`;

/** `branchline mcp`: the same answers, as tools for an assistant. */
export const register: Register = (program, context) => {
  program
    .command('mcp')
    .description('answers the tools of an assistant, by the Model Context Protocol')
    .option(...catalogOption)
    .option('--allow-writes', 'also open pull requests that a person has seen and agreed to')
    .addHelpText('after', help)
    .action(async (options: McpOptions) => {
      if (!context.input) {
        throw new BranchlineError('cli/noInput', message('There is no input: an assistant starts this command.'));
      }
      const { serve } = await import('../mcp/serve');
      await serve(options, context.input(), context);
    });
};
