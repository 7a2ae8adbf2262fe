import { BranchlineError } from '../../core/support/errors';
import { message } from '../../core/support/message';
import { allowUnknownOption } from '../repository/allowUnknown';
import type { CliContext, ExitCode, Register } from '../context';
import type { Instant } from '../../core/support/clock';
import { catalogOption } from '../repository/options';
import { readWhen } from '../repository/when';

interface StatusOptions {
  readonly catalog?: string;
  readonly timeout?: string;
  readonly allowUnknown?: readonly string[];
  readonly at?: Instant;
  readonly json?: boolean;
}

const help = `
Looks at every repository, forge and cluster that the catalog names, and ends. What could not be looked at says why.
Tokens: BRANCHLINE_TOKEN_<HOST> (a dot and a port's colon are _, a hyphen is __), or BRANCHLINE_TOKEN
where the catalog names one host.
Clusters: the files of KUBECONFIG, else ~/.kube/config; only contexts that the catalog names are contacted.

Exit codes: 1 where rules of a repository cannot be read, or nothing could be looked at; else 3 where a person has to
decide, 2 where something waits or has drifted, and 1 where not all could be looked at or compared: in sync is only what was.
--allow-unknown names kinds of which it is accepted that they are not compared.

With --at, which commit each branch stood at then, with the version of its image and its age, by git alone. What ran, its pipeline, its
health and its drift nobody keeps: of them nothing is told. Where a rewritten branch or a wrong clock hides what stood, it is not known.
A time is 2026-11-27T14:00Z, 2026-11-27T14:00+01:00, 2026-11-27 (its beginning, UTC), or how long ago: 36h, 30d, 4w.
Exit codes with --at: 0 all is known, 3 something is not (a branch that is not there now may have been there then), 1 an error, or not everything could be looked at.

Examples:
  $ branchline status
  $ branchline status --at 2026-11-27T14:00+01:00
  $ branchline status --catalog fleet/branchline.yaml --json`;

/** `branchline status`: the whole fleet, once. */
export const register: Register = (program, context) => {
  program
    .command('status')
    .description('every service in every environment: head, live revision, pipeline, drift, what waits')
    .option(...catalogOption)
    .option('--timeout <seconds>', 'how long to look (default: 60)')
    .option(...allowUnknownOption)
    .option('--at <time>', 'as it was then, by git alone', (text: string) => readWhen(text, Date.now()))
    .option('--json', 'print one JSON document')
    .addHelpText('after', help)
    .action((options: StatusOptions) => status(options, context));
};

async function status(options: StatusOptions, context: CliContext): Promise<void> {
  if (options.at !== undefined) {
    if (options.timeout !== undefined || options.allowUnknown !== undefined)
      throw new BranchlineError(
        'cli/usage',
        message('--timeout and --allow-unknown say how to look at what is now: --at reads git alone.'),
      );
    const { runStatusAt } = await import('./run/statusAt');
    context.exit(await runStatusAt({ ...options, at: options.at }, context));
    return;
  }
  const [{ lookOnce }, { statusDocument, statusLines, exitOf }] = await Promise.all([
    import('./status/look'),
    import('./status/document'),
  ]);
  const snapshot = await lookOnce({ ...options, timeout: options.timeout ?? '60' }, context);
  const document = statusDocument(snapshot, Date.now());
  context.print(options.json ? JSON.stringify(document, null, 2) : statusLines(document).join('\n'));
  const code: ExitCode = exitOf(document, options.allowUnknown);
  context.exit(code);
}
