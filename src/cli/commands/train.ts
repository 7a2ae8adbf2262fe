import { Option, type Command } from 'commander';
import type { CliContext, ExitCode, Register } from '../context';
import { catalogOption, relayOption, unknownOwnerOption } from '../repository/options';
import type * as GoOnRuns from './run/trainGoOn';
import type * as MakeRuns from './run/trainMake';
import type { BackCall, ContinueCall, FindCall, MakeCall, StartCall, StopCall } from './train/call';

const help = `
A release train promotes several services together: along one step (dev test) or a chain (dev test prod), in waves. A wave
begins once everything of the one before has landed, and the pipeline of exactly those deployments has passed. What it is
stands in each of its pull requests and commits; nothing is kept on this machine, so that anybody can go on with it.

Waves are given (--wave), or come from train: in the catalog: canaries first, then by what depends on what.

  plan      one preview of all; gives the train its name, which stands for exactly what was shown
  start     opens the first wave of that train, or nothing
  continue  opens what is due; says what it waits for. Without a name: which trains are under way
  status    how it stands
  stop      what is open of it; --close closes that, and says so on its pull requests: nobody opens more of it, unless they say --resume
  back      proposes to undo what landed, the last first

Exit codes:
  0  done: everything landed and passed; of plan and stop: nothing to do
  2  it waits, or something can be opened; of plan: there is a train to start; of stop and back: something is open still
  3  a person has to decide: something failed, was closed, moved, or somebody else is on the way
  1  an error, or not everything could be read

Examples:
  $ branchline train plan dev test --services cart,checkout,payment
  $ branchline train start dev test --services cart,checkout,payment --expect 5b0c1f0ad1cb6e4d7a31
  $ branchline train continue 5b0c1f0ad1cb6e4d7a31 --wait
  $ branchline train back 5b0c1f0ad1cb6e4d7a31 --dry-run`;

const places = ['--services <names>', 'only these services are asked for it, separated by commas', listed] as const;

/** `branchline train`: several services, in waves. */
export const register: Register = (program, context) => {
  const train = program
    .command('train')
    .description('promote several services together, in waves, by pull requests')
    .addHelpText('after', help);
  makes(train.command('plan').description('what would go together, in which waves: one preview of all')).action(
    async (way: readonly string[], call: MakeCall) => run(context, (runs) => runs.planTrain(way, call, context)),
  );
  makes(train.command('start').description('open the first wave of exactly what a preview has shown'))
    .requiredOption('--expect <name>', 'the name that the preview gave the train')
    .action(async (way: readonly string[], call: StartCall) =>
      run(context, (runs) => runs.startTrain(way, call, context)),
    );
  finds(train.command('continue [train]').description('open what is due of a train'))
    .option('--skip <names>', 'go on without these', listed)
    .option('--again <names>', 'open the pull requests of these once more, which were closed', listed)
    .option(
      '--accept-moved <word>',
      'NAME=BASE..COMMIT, as it was told: go on with what is there now; repeat it',
      listed,
    )
    .option('--resume', 'it was stopped; go on with it all the same')
    .option(...unknownOwnerOption)
    .option('--dry-run', 'open nothing; tell what would be')
    .addOption(new Option('--expect <word>', 'open only what a dry run has shown').conflicts(['wait', 'dryRun']))
    .option('--wait', 'go on until the train is through, or a person is needed')
    .option('--timeout <duration>', 'with --wait: how long', '1h')
    .option(...relayOption)
    .action(async (id: string | undefined, call: ContinueCall) =>
      goOn(context, (runs) => runs.continueTrain(id, call, context)),
    );
  finds(train.command('status [train]').description('how a train stands')).action(
    async (id: string | undefined, call: FindCall) => goOn(context, (runs) => runs.statusOfTrain(id, call, context)),
  );
  finds(train.command('stop <train>').description('what is open of a train, and how it is closed'))
    .option('--close', 'close the pull requests of it that are open, and say that it was stopped')
    .action(async (id: string, call: StopCall) => {
      const { stopTrain } = await import('./run/trainStop');
      context.exit(await stopTrain(id, call, context));
    });
  finds(train.command('back <train>').description('propose to undo what landed of a train, the last first'))
    .option('--dry-run', 'open nothing; tell what would be')
    .option('--expect <word>', 'propose only what a dry run has shown')
    .action(async (id: string, call: BackCall) => {
      const { takeTrainBack } = await import('./run/trainBack');
      context.exit(await takeTrainBack(id, call, context));
    });
};

function makes(command: Command): Command {
  const waves = new Option('--wave <names>', 'the services of a wave, separated by commas; repeat it in their order');
  return command
    .argument('<environments...>', 'the way: two environments of the catalog, or more for a chain')
    .option('--services <names>', 'the services, separated by commas', listed)
    .addOption(new Option('--all-ready', 'all that wait and may go by themselves').conflicts(['services', 'wave']))
    .addOption(
      waves.argParser((text: string, before?: readonly (readonly string[])[]) => [...(before ?? []), listed(text)]),
    )
    .option(...unknownOwnerOption)
    .option(...catalogOption)
    .option('--json', 'print one JSON document');
}

function finds(command: Command): Command {
  return command
    .option(...places)
    .option(...catalogOption)
    .option('--json', 'print one JSON document');
}

function listed(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...text.split(',').flatMap((name) => name.trim() || [])];
}

async function run(context: CliContext, work: (runs: typeof MakeRuns) => Promise<ExitCode>): Promise<void> {
  context.exit(await work(await import('./run/trainMake')));
}

async function goOn(context: CliContext, work: (runs: typeof GoOnRuns) => Promise<ExitCode>): Promise<void> {
  context.exit(await work(await import('./run/trainGoOn')));
}
