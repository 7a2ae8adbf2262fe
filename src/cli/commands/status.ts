import { allowUnknownOption } from '../repository/allowUnknown';
import type { CliContext, ExitCode, Register } from '../context';
import { catalogOption } from '../repository/options';

interface StatusOptions {
  readonly catalog?: string;
  readonly timeout: string;
  readonly allowUnknown?: readonly string[];
  readonly json?: boolean;
}

const help = `
Looks at every repository, forge and cluster that the catalog names, and ends. What could not be looked at says why.
Tokens: BRANCHLINE_TOKEN_<HOST> (letters and digits, everything else an underscore), or BRANCHLINE_TOKEN
where the catalog names one host.
Clusters: the files of KUBECONFIG, else ~/.kube/config; only contexts that the catalog names are contacted.

Exit codes: 1 where rules of a repository cannot be read, or nothing could be looked at; else 3 where a person has to
decide, 2 where something waits or has drifted, and 1 where not all could be looked at or compared: in sync is only what was.
--allow-unknown names kinds of which it is accepted that they are not compared.

Examples:
  $ branchline status
  $ branchline status --catalog fleet/branchline.yaml --json`;

/** `branchline status`: the whole fleet, once. */
export const register: Register = (program, context) => {
  program
    .command('status')
    .description('every service in every environment: head, live revision, pipeline, drift, what waits')
    .option(...catalogOption)
    .option('--timeout <seconds>', 'how long to look', '60')
    .option(...allowUnknownOption)
    .option('--json', 'print one JSON document')
    .addHelpText('after', help)
    .action((options: StatusOptions) => status(options, context));
};

async function status(options: StatusOptions, context: CliContext): Promise<void> {
  const [{ lookOnce }, { statusDocument, statusLines, exitOf }] = await Promise.all([
    import('./status/look'),
    import('./status/document'),
  ]);
  const snapshot = await lookOnce(options, context);
  const document = statusDocument(snapshot, Date.now());
  context.print(options.json ? JSON.stringify(document, null, 2) : statusLines(document).join('\n'));
  const code: ExitCode = exitOf(document, options.allowUnknown);
  context.exit(code);
}
