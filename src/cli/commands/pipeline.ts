import type { Command } from 'commander';
import type { Register } from '../context';
import { catalogOption } from '../repository/options';
import type { LogCall, RerunCall } from './pipeline/call';

const help = `
What the forge itself runs for the commit that the environment's branch is at: GitHub and Gitea Actions, GitLab CI/CD, Azure
Pipelines. What others ran, and told of by a status, has its log where it ran.

"log" prints the log of the job that failed, or of --job: its last two megabytes at most, without colours and whatever else
a terminal would obey. It may hold secrets, and is kept nowhere. Without a job that failed it lists the jobs.

"rerun" has the failed jobs run again, and those that wait for them. THEY MAY DEPLOY. Without --yes it only says what would
run, where, and as whom. It stops where the branch has moved, or something else has failed, since that was looked at.

Exit codes:
  0  printed; nothing has failed; or it runs again, as the forge tells
  2  rerun without --yes: there is something to run again
  1  an error, or this forge cannot

Examples:
  $ branchline pipeline log cart test
  $ branchline pipeline log cart test --job deploy
  $ branchline pipeline rerun cart test --yes`;

/** `branchline pipeline`: why a pipeline failed, and once more. */
export const register: Register = (program, context) => {
  const pipeline = program
    .command('pipeline')
    .description('why the pipeline of an environment failed, and its failed jobs once more')
    .addHelpText('after', help);
  on(pipeline, 'log', 'print the log of the job that failed')
    .option('--job <name>', 'the log of this job')
    .action(async (service: string, environment: string, options: LogCall) => {
      const { log } = await import('./pipeline/log');
      await log(service, environment, options, context);
    });
  on(pipeline, 'rerun', 'run the failed jobs again, which may deploy')
    .option('--yes', 'run them')
    .action(async (service: string, environment: string, options: RerunCall) => {
      const { rerun } = await import('./pipeline/rerun');
      await rerun(service, environment, options, context);
    });
};

function on(pipeline: Command, name: string, described: string): Command {
  return pipeline
    .command(name)
    .description(described)
    .argument('<service>', 'a service of the catalog')
    .argument('<environment>', 'one of its environments')
    .option(...catalogOption)
    .option('--json', 'print one JSON document');
}
