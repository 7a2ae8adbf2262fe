import type { Instant } from '../../core/support/clock';
import type { CliContext, Register } from '../context';
import { catalogOption } from '../repository/options';
import { readWhen } from '../repository/when';
import type { ChangesCall } from './changes/call';

const help = `
Where each service stood at two instants, by the times of the commits on its branch: the deployments between, with where they
came from and their verdicts (✓ passed, ✗ failed, ? not known), and what differs, by key. Where a rewritten branch or a wrong clock hides
it, it is not known, and told so. Values of Secrets are not shown.

A time is 2026-11-27T14:00Z, 2026-11-27T14:00+01:00, 2026-11-27 (its beginning, UTC), or how long ago: 36h, 30d, 4w.

Exit codes:
  0  nothing changed
  2  something changed
  3  where something stood is not known
  1  an error, or not everything could be looked at

Examples:
  $ branchline changes --environment prod --from 2h
  $ branchline changes --environment prod --from 2026-11-27T14:00+01:00 --to 2026-11-27T16:00+01:00
  $ branchline changes --environment prod --service cart --from 7d --json`;

type Options = Omit<ChangesCall, 'to'> & { readonly to?: Instant };

/** `branchline changes`: what changed between two instants. */
export const register: Register = (program, context) => {
  const now = Date.now();
  const at = (text: string) => readWhen(text, now);
  program
    .command('changes')
    .description('what changed on an environment between two instants, over all services')
    .requiredOption('--environment <name>', 'the environment')
    .requiredOption('--from <time>', 'the earlier instant', at)
    .option('--to <time>', 'the later one (default: now)', at)
    .option('--service <name>', 'only this service of the catalog')
    .option(...catalogOption)
    .option('--json', 'print one JSON document')
    .addHelpText('after', help)
    .action((options: Options) => changes({ ...options, to: options.to ?? now }, context));
};

async function changes(call: ChangesCall, context: CliContext): Promise<void> {
  const { runChanges } = await import('./run/changes');
  context.exit(await runChanges(call, context));
}
