import type { CliContext, Register } from '../context';
import { catalogOption } from '../repository/options';
import type { JudgeCall } from './judge/call';

const help = `
Says whether a pull request towards an environment branch may be merged, also one that a person opened by hand: what it
really brings, by key; whether that is what promoting gives; whether it brings back what was rolled back, changes what
belongs to the environment, or holds a plain value of a Secret; whether the gates passed at exactly the commit that it
comes from; whether the result renders. It is judged by the rules of the catalog and of the default branch, never by its
own, and nothing of it is run.

--post posts the commit status branchline/promotion on its head, and keeps one comment up to date. It needs the right to
post statuses and to comment: BRANCHLINE_TOKEN_<HOST>, or BRANCHLINE_TOKEN. The catalog has to be named then: one that is
found in a checkout may be the pull request's own.

--allow lets pass, and tells all the same: hotfix (values that come from nowhere upstream), owned (what belongs to the
environment), reintroduced (what was rolled back), secrets (plain values), unrendered (nobody could render it).

Exit codes: 0 it may be merged · 2 it may not, or has to wait for a gate · 1 it cannot be judged, or an error.

Examples:
  $ branchline judge --service cart --pull-request 12
  $ branchline judge --catalog catalog/branchline.yaml --service cart --pull-request 12 --post --summary summary.md
  $ branchline judge --catalog catalog/branchline.yaml --all --post --json`;

/** `branchline judge`: a pull request towards an environment, before it is merged. */
export const register: Register = (program, context) => {
  program
    .command('judge')
    .description('says whether a pull request towards an environment may be merged')
    .option('--service <name>', 'a service of the catalog')
    .option('--pull-request <number>', 'the number of the pull request')
    .option('--all', 'every open pull request towards an environment, of all services or of the one named')
    .option(...catalogOption)
    .option('--post', 'post the commit status branchline/promotion, and keep a comment up to date')
    .option(
      '--status-context <name>',
      'what that status is called; {environment} and {service} may stand in it',
      'branchline/promotion',
    )
    .option('--target-url <url>', 'where the status leads to, such as the run of the pipeline')
    .option('--allow <what...>', 'let pass: hotfix, owned, reintroduced, secrets, unrendered')
    .option('--ignore-checks <patterns...>', 'checks of the source commit that do not count, such as this very job')
    .option('--timeout <duration>', 'how long one pull request may take at most', '5m')
    .option('--summary <file>', 'append a summary in Markdown to a file')
    .option('--json', 'print one JSON document')
    .addHelpText('after', help)
    .action((options: JudgeCall) => judge(options, context));
};

async function judge(options: JudgeCall, context: CliContext): Promise<void> {
  const { runJudge } = await import('./run/judge');
  context.exit(await runJudge(options, context));
}
