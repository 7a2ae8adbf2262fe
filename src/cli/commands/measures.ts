import type { Command } from 'commander';
import type { Instant } from '../../core/support/clock';
import type { CliContext, Register } from '../context';
import { catalogOption } from '../repository/options';
import { readWhen } from '../repository/when';
import type { MeasuresCall } from './measures/call';

const help = `
For each environment, of the whole fleet and of each service, from git, pull requests and verdicts alone:
  deployment frequency   commits that arrived on the environment's branch
  lead time of changes   from a change's first appearance on any environment to its promotion here, by content
  change failure rate    of deployments with a verdict: those whose pipeline failed, that were rolled back, or that a
                         hotfix followed at once
  time to restore        from a failed deployment to the next healthy one
What is not known is left out and counted as such. docs/measures.md has the definitions, beside those of DORA.

A time is 2026-11-27T14:00Z, 2026-11-27T14:00+01:00, 2026-11-27 (its beginning, UTC), or how long ago: 36h, 30d, 4w.

Exit codes:
  0  everything could be read
  1  something could not: a repository, a branch, or the verdicts of a forge; the figures are of the rest

Examples:
  $ branchline measures --environment prod
  $ branchline measures --service cart --since 90d
  $ branchline measures --since 2026-07-01 --until 2026-10-01 --csv`;

type Options = Omit<MeasuresCall, 'since' | 'until'> & { readonly since?: Instant; readonly until?: Instant };

/** `branchline measures`: how often, how fast and how well is deployed. */
export const register: Register = (program, context) => {
  // One for all of the call: a period of 366 days is no longer than that.
  const now = Date.now();
  const at = (text: string) => readWhen(text, now);
  program
    .command('measures')
    .description('the four DORA figures of services, environments and the fleet, over a period')
    .option('--service <name>', 'only this service of the catalog')
    .option('--environment <name>', 'only this environment')
    .option('--since <time>', 'from when (default: 30d ago)', at)
    .option('--until <time>', 'until when (default: now); at most 366 days', at)
    .option(...catalogOption)
    .option('--json', 'print one JSON document, with the deployments that each figure counts')
    .option('--csv', 'print one line a service and environment, for a spreadsheet')
    .addHelpText('after', help)
    .action(async (options: Options, command: Command) => {
      if (options.json && options.csv) command.error('error: give one of --json and --csv');
      const until = options.until ?? now;
      await measures({ ...options, since: options.since ?? readWhen('30d', until), until }, context);
    });
};

async function measures(call: MeasuresCall, context: CliContext): Promise<void> {
  const { runMeasures } = await import('./run/measures');
  context.exit(await runMeasures(call, context));
}
