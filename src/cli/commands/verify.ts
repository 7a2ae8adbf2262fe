import type { CliContext, Register } from '../context';
import { allowUnknownOption } from '../repository/allowUnknown';
import { catalogOption, relayOption } from '../repository/options';
import type { VerifyCall } from './verify/call';

const help = `
Waits until the environment runs exactly the commit: its live revision is that, rollouts have finished, workloads are
healthy, nothing has drifted, and the checks pass that the catalog asks for ("verify:" of the environment), all of it
for the settle time without a break. Clusters are only read. What is not known (not allowed, not reachable) is not
verified. Durations are written as 30s, 10m, 1h.

A command that the catalog names runs only where the catalog is named by --catalog. Tokens of forges are not passed on to it.
--post-status needs the right to post statuses: BRANCHLINE_TOKEN_<HOST>, or BRANCHLINE_TOKEN
where the catalog names one host.

--relay is told where the branch goes, in place of asking every ten seconds. BRANCHLINE_RELAY_TOKEN is sent there, else the token of the forge.

--container-logs reads the last 20 lines of the containers that keep a workload from being well (it needs "get" on pods/log). What
looks like a credential is masked; of what a program prints nobody can say that no secret stands in it.

Exit codes: 0 verified · 2 not verified, with reasons · 1 an error; also where a status could not be posted on what was
verified. What happens meanwhile goes to stderr, a line for whatever changed.

Examples:
  $ branchline verify --service cart --environment prod --commit "$GITHUB_SHA" --post-status
  $ branchline verify --service cart --branch prod --junit verify.xml --summary "$GITHUB_STEP_SUMMARY"
  $ branchline verify --service cart --environment dev --timeout 5m --settle 30s --json`;

/** `branchline verify`: the last step of a pipeline that deploys. */
export const register: Register = (program, context) => {
  program
    .command('verify')
    .description('waits until an environment runs a commit and all is well')
    .requiredOption('--service <name>', 'a service of the catalog')
    .option('--environment <name>', 'the environment of that service')
    .option('--branch <branch>', 'the branch of that environment, in place of its name')
    .option('--commit <sha>', 'the commit that has to run (default: the head of the branch)')
    .option(...catalogOption)
    .option('--timeout <duration>', 'how long to wait at most', '10m')
    .option('--settle <duration>', 'how long all of it has to be true without a break', '10s')
    .option(
      '--patience <duration>',
      'how long something may fail without a break before there is no use in waiting',
      '2m',
    )
    .option(...allowUnknownOption)
    .option(...relayOption)
    .option('--post-status', 'post the commit status branchline/verify')
    .option('--status-context <name>', 'what that status is called', 'branchline/verify')
    .option('--target-url <url>', 'where the status leads to, such as the run of the pipeline')
    .option('--junit <file>', 'write JUnit XML to a file')
    .option('--summary <file>', 'append a summary in Markdown to a file')
    .option('--container-logs', 'tell the last lines of containers that fail on stderr, and nowhere else')
    .option('--json', 'print one JSON document')
    .addHelpText('after', help)
    .action((options: VerifyCall) => verify(options, context));
};

async function verify(options: VerifyCall, context: CliContext): Promise<void> {
  const { runVerify } = await import('./run/verify');
  context.exit(await runVerify(options, context));
}
