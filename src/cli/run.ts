import { Command, CommanderError } from 'commander';
import { BranchlineError, isAbort, reasonOf } from '../core/support/errors';
import { redact } from '../core/support/redact';
import type { CliContext, CliWorld, ExitCode, Register } from './context';
import { Owners } from './owners';
import { register as bisect } from './commands/bisect';
import { register as changes } from './commands/changes';
import { register as doctor } from './commands/doctor';
import { register as drift } from './commands/drift';
import { register as history } from './commands/history';
import { register as judge } from './commands/judge';
import { register as mcp } from './commands/mcp';
import { register as measures } from './commands/measures';
import { register as pin } from './commands/pin';
import { register as pipeline } from './commands/pipeline';
import { register as plan } from './commands/plan';
import { register as promote } from './commands/promote';
import { register as relay } from './commands/relay';
import { register as bringBack } from './commands/return';
import { register as rollback } from './commands/rollback';
import { register as setup } from './commands/setup';
import { register as status } from './commands/status';
import { register as train } from './commands/train';
import { register as update } from './commands/update';
import { register as verify } from './commands/verify';
import { register as where } from './commands/where';

const about = `Promotion, rollback and drift for teams that keep one configuration repository per service
and one branch per environment. The same answers as in the editor, for CI and scripts.`;

const more = `
Exit codes:
  0  in sync, nothing to do
  2  there is something to apply, or drift
  3  a person has to decide: a conflict, a hold, an unknown baseline
  1  an error, or not everything could be read or compared

With --json, one JSON document goes to stdout and nothing else; messages go to stderr.

Examples:
  $ branchline plan --repo ./cart --from dev --to test
  $ branchline promote --repo https://git.example.com/gitops/cart.git --from dev --to test --dry-run
  $ branchline rollback --repo ./cart --branch prod --to prod~1
  $ branchline history --repo ./cart --branch prod --json`;

/**
 * Runs one command line to its end. Never throws, and never ends the process.
 * @param args without the names of the interpreter and the script
 */
export async function runCli(args: readonly string[], world: CliWorld): Promise<ExitCode> {
  let code: ExitCode = 0;
  const owners = new Owners(world.environment);
  const context: CliContext = {
    ...world,
    owners,
    call: runCli,
    exit: (wanted) => {
      code = wanted;
    },
  };
  try {
    await programFor(context).parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1;
    world.warn(`branchline: ${redact(told(error))}`);
    return 1;
  } finally {
    await owners.dispose();
  }
}

function programFor(context: CliContext): Command {
  const program = new Command('branchline')
    .description(about)
    .addHelpText('after', more)
    .exitOverride()
    // What stands behind a program that a person names is the program's.
    .enablePositionalOptions()
    .showHelpAfterError('(branchline --help tells more)')
    .configureOutput({
      writeOut: (text) => context.print(text.trimEnd()),
      writeErr: (text) => context.warn(text.trimEnd()),
    });
  for (const register of commands) register(program, context);
  for (const command of program.commands) command.copyInheritedSettings(program);
  return program;
}

function told(error: unknown): string {
  if (isAbort(error)) return 'cancelled';
  return error instanceof BranchlineError ? error.message : `unexpected: ${reasonOf(error)}`;
}

/** All commands, in the order of the help. */
export const commands: readonly Register[] = [
  status,
  plan,
  promote,
  train,
  rollback,
  bringBack,
  update,
  drift,
  verify,
  pipeline,
  judge,
  doctor,
  setup,
  history,
  where,
  changes,
  measures,
  bisect,
  pin,
  mcp,
  relay,
];
