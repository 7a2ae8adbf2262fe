import type { Command } from 'commander';
import type { CliContext, Register } from '../context';
import { catalogOption } from '../repository/options';
import type { BisectCall } from './bisect/call';

const help = `
Of the deployments between one that was good and one that was bad, the first bad one is found by halving. Each is answered by
a person at the terminal, or by a program:
  --run PROGRAM ARGS…   ends with 0: good, 125: cannot be told, 1 to 124: bad; anything else stops the search
It is started without a shell, in this folder, with BRANCHLINE_SERVICE, BRANCHLINE_ENVIRONMENT, BRANCHLINE_COMMIT, and BRANCHLINE_TREE: a
folder with the files of that deployment, which is removed afterwards. All that stands behind --run is the program's.

Verdicts of pipelines and of branchline verify spare questions where they tell of what you look for: where the bad one has
failed, and nothing that you say is contradicted. Nothing is checked out, nothing is written to the repository.
All that is known is in the arguments: the command that goes on is printed. --good, --bad and --skip may be given several times.

Exit codes:
  0  found: the deployment, what it changed, and the command that takes it back
  3  a person has to answer, or it is one of several that cannot be told apart
  1  an error, or the program told nothing

Examples:
  $ branchline bisect --service cart --environment prod --good prod~20 --bad prod
  $ branchline bisect --service cart --environment prod --good 4f2a91c07b --run ./is-it-slow.sh --threshold 2s`;

/** `branchline bisect`: which deployment broke it. */
export const register: Register = (program, context) => {
  program
    .command('bisect')
    .description('which deployment broke it: by halving, with a person or a program that tells good from bad')
    .argument('[program...]', 'with --run: the program and its arguments')
    .requiredOption('--service <name>', 'the service')
    .requiredOption('--environment <name>', 'the environment')
    .requiredOption('--good <rev>', 'a deployment that was good', collected)
    .option('--bad <rev>', 'a newer one that was bad (default: what the branch has now)', collected)
    .option('--skip <rev>', 'one that cannot be told', collected)
    .option('--no-verdicts', 'do not use what pipelines say')
    .option('--timeout <duration>', 'how long the program may take for each', '10m')
    .option(...catalogOption)
    .option('--json', 'print one JSON document')
    .option('--run', 'what follows is a program that tells good from bad')
    .passThroughOptions()
    .addHelpText('after', help)
    .action(async (words: readonly string[], options: BisectCall, command: Command) => {
      if (options.run !== true && words.length > 0)
        command.error(`error: what is ${words[0] ?? ''}? A program stands behind --run`);
      if (options.run === true && words.length === 0) command.error('error: --run needs a program');
      await bisect(options, words, context);
    });
};

function collected(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

async function bisect(options: BisectCall, program: readonly string[], context: CliContext): Promise<void> {
  const { runBisect } = await import('./run/bisect');
  context.exit(await runBisect(options, program, context));
}
