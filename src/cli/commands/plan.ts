import type { EdgeState } from '../../core/promotion/plan';
import { RulesError } from '../../core/catalog/errors';
import type { CliContext, ExitCode, Register } from '../context';
import {
  catalogOption,
  codeOption,
  plainHttpOption,
  repoOption,
  type CodeOptions,
  type RepositoryOptions,
} from '../repository/options';
import type { OpenRepository } from '../repository/openRepository';

interface PlanOptions extends RepositoryOptions, CodeOptions {
  readonly from: string;
  readonly to: string;
  readonly json?: boolean;
}

const help = `
States:
  inSync                       nothing is pending
  pending                      promoting would change the target
  diverged                     so it would, and the target has changes of its own that stay
  downstreamOnly               nothing is pending; the target has changes of its own
  pendingReintroducesRollback  promoting would bring back what was rolled back: a person has to say so
  conflict                     both branches changed the same content
  unknownBaseline              nothing tells what of the source is in force on the target
  branchMissing                one of the branches does not exist
  unjudged                     what the repository says of itself (.branchline.yaml) cannot be read: file, line and fix are told

Examples:
  $ branchline plan --repo ./cart --from dev --to test
  $ branchline plan --repo ./cart --from test --to prod --json | jq '.items[].key'`;

/** `branchline plan`: the edge between two branches. */
export const register: Register = (program, context) => {
  program
    .command('plan')
    .description('what promoting from one branch to another would ship, keep and bring back')
    .requiredOption(...repoOption)
    .requiredOption('--from <branch>', 'the branch that is promoted')
    .requiredOption('--to <branch>', 'the branch that it is promoted to')
    .option(...codeOption)
    .option(...plainHttpOption)
    .option(...catalogOption)
    .option('--json', 'print one JSON document')
    .addHelpText('after', help)
    .action((options: PlanOptions) => plan(options, context));
};

async function plan(options: PlanOptions, context: CliContext): Promise<void> {
  const { from, to } = options;
  const { openForReading } = await import('../repository/openForReading');
  const opening = openForReading(options, [from, to], context);
  // The rest is loaded while git is asked.
  const loading = Promise.all([
    import('../repository/planBetween'),
    import('../output/text'),
    import('../repository/gates'),
    import('../repository/code'),
    import('../output/code'),
  ]);
  loading.catch(() => undefined); // it is waited for below
  const opened = await opening;
  try {
    const [{ planBetween }, { planText, section }, gates, { codeOfPlan }, { codeText }] = await loading;
    const prepared = await planBetween(opened, { from, to }, context);
    const { plan: planned } = prepared;
    const isPending = planned.items.length > 0;
    const online = opened.fetch !== undefined; // a folder is read as it is
    const { told } = isPending
      ? await gates.gatesBetween(opened, { from, to }, planned.source.commit, { ...options, online }, context)
      : gates.nothingFound;
    const code = isPending ? await codeOfPlan(opened, prepared, { ...options, online }, context) : undefined;
    const text = () =>
      [
        planText(planned),
        ...(code ? section('code', codeText(code)) : []),
        ...(told ? section('gates', gates.gateLines(told)) : []),
      ].join('\n');
    const document = { ...planned, ...(code ? { code } : {}), ...(told ? { gates: told } : {}) };
    context.print(options.json ? JSON.stringify(document, null, 2) : text());
    if (planned.state === 'branchMissing') context.warn(`branchline: ${planned.notes.join(' ')}`);
    context.exit(exitOf[planned.state]);
  } catch (error) {
    if (options.json && error instanceof RulesError)
      context.print(JSON.stringify(unjudged(opened, options, error), null, 2));
    throw error;
  } finally {
    opened.dispose();
  }
}

/** An edge of which nothing can be told, with the place of what is to be mended; no field of a plan is guessed. */
function unjudged({ heads }: OpenRepository, { from, to }: PlanOptions, { place, message }: RulesError) {
  const { file, branch, commit, line, column } = place;
  return {
    edge: { from, to },
    source: { branch: from, commit: heads.get(from) ?? null },
    target: { branch: to, commit: heads.get(to) ?? null },
    state: 'unjudged',
    rules: { file, branch, commit, line, column },
    notes: [message],
  };
}

const exitOf: Readonly<Record<EdgeState, ExitCode>> = {
  inSync: 0,
  downstreamOnly: 0,
  pending: 2,
  diverged: 2,
  pendingReintroducesRollback: 3,
  conflict: 3,
  unknownBaseline: 3,
  branchMissing: 1,
};
