import type { DriftReport } from '../../core/drift/report';
import { allowUnknownOption, isAllowed } from '../repository/allowUnknown';
import type { CliContext, Register } from '../context';
import type { OfflineOptions } from './drift/offline';
import { catalogOption } from '../repository/options';

interface DriftOptions extends Partial<OfflineOptions> {
  readonly service?: string;
  readonly environment?: string;
  readonly catalog?: string;
  readonly timeout: string;
  readonly allowUnknown?: readonly string[];
  readonly json?: boolean;
}

const help = `
PATH is a file or a folder of YAML or JSON: objects, Lists, several documents in a file, or what
"kubectl get -o yaml" (or json) printed. Folders are read with all that is in them, in the order of their names.
DIR holds OpenAPI v3 documents as an API server serves them, CustomResourceDefinitions, or both. Without it,
what is built in is known, and of custom resources nothing.

Verdicts:
  changed  both have it, and it differs          absent   the object is not there
  missing  git has it, the cluster has not       unknown  it cannot be compared
  extra    a person or the deployer put it there invalid  it cannot be applied as it is written
  managed  a controller sets it; does not count  masked   a Secret differs; values are never shown

Exit codes: 2 where anything is changed, missing, masked, extra or absent; else 1 where not everything could be
compared: something is unknown (a kind that may not be read, no answer, ciphertext) or invalid (stderr names file and
line), and for an error; else 0. With --allow-unknown a team says of which kinds it accepts that they are unknown: told
they are all the same ("unread" with --json), and do not turn a check red.

Examples:
  $ branchline drift --desired ./manifests --live live.yaml
  $ branchline drift --service cart --environment prod --allow-unknown secrets
  $ kubectl get deploy,svc,cm -n shop -o json --show-managed-fields > live.json
  $ branchline drift --desired ./manifests --live live.json --schema ./crds --json | jq .counts`;

/** `branchline drift`: what git says against what is live. */
export const register: Register = (program, context) => {
  program
    .command('drift')
    .description('what git says, held against what is live, field by field')
    .option('--desired <path>', 'what git says: a file or folder')
    .option('--live <path>', 'what is live: a file or folder')
    .option('--schema <dir>', 'schemas of the kinds: a file or folder')
    .option('--namespace <namespace>', 'the namespace of objects that name none')
    .option('--service <name>', 'a service of the catalog: its branch against its cluster')
    .option('--environment <name>', 'the environment of that service')
    .option(...catalogOption)
    .option('--timeout <seconds>', 'how long to look at a cluster', '60')
    .option(...allowUnknownOption)
    .option('--json', 'print one JSON document')
    .addHelpText('after', help)
    .action((options: DriftOptions) => drift(options, context));
};

async function drift(options: DriftOptions, context: CliContext): Promise<void> {
  const [{ documentOf, textOf, noticesOf }, { hasDrift, unreadOf }] = await Promise.all([
    import('./drift/print'),
    import('../../core/drift/report'),
  ]);
  const report = await compare(options, context);
  context.print(options.json ? documentOf(report) : textOf(report));
  for (const notice of noticesOf(report)) context.warn(`branchline: ${notice}`);
  const missed = unreadOf(report).filter(({ kind }) => !isAllowed(kind, options.allowUnknown));
  context.exit(hasDrift(report) ? 2 : report.counts.invalid + missed.length > 0 ? 1 : 0);
}

/** Files with files, or a service's branch with its cluster. */
async function compare(options: DriftOptions, context: CliContext): Promise<DriftReport> {
  const { desired, live, service, environment } = options;
  const { DriftInputError } = await import('./drift/errors');
  const ofFiles = desired !== undefined || live !== undefined;
  const ofService = service !== undefined || environment !== undefined;
  if (ofFiles && ofService) throw DriftInputError.bothWays();
  if (ofService) {
    if (service === undefined) throw DriftInputError.lacking('--service');
    if (environment === undefined) throw DriftInputError.lacking('--environment');
    const { compareOnline } = await import('./drift/online');
    return compareOnline({ ...options, service, environment }, context);
  }
  if (desired === undefined) throw DriftInputError.lacking('--desired');
  if (live === undefined) throw DriftInputError.lacking('--live');
  const { compareOffline } = await import('./drift/offline');
  return compareOffline({ ...options, desired, live }, context);
}
