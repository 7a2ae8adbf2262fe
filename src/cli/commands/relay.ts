import type { Register } from '../context';

interface RelayCommand {
  readonly config: string;
  readonly check?: boolean;
}

const help = `
Runs until it is stopped. Takes webhooks at /v1/hooks/<host> and tells subscribers at /v1/events; /healthz, /readyz and
/metrics are on a port of their own. What the file may say, and how forges are set up, is in docs/relay.md.

Secrets come from variables of the environment or from files that the configuration names, never from it or from arguments.
The log goes to stdout, one JSON object a line.

Exit codes: 1 where the configuration is wrong or the relay cannot listen; with --check 0 where it is right.

Examples:
  $ branchline relay --config relay.yaml --check
  $ branchline relay --config /etc/branchline/relay.yaml`;

/** `branchline relay`: webhooks of forges and registries, told to the editors of a team. */
export const register: Register = (program, context) => {
  program
    .command('relay')
    .description('tells the editors of a team what forges and registries tell it by webhook')
    .requiredOption('--config <file>', 'the configuration')
    .option('--check', 'only read the configuration and its secrets')
    .addHelpText('after', help)
    .action(async (options: RelayCommand) => {
      const { runRelay } = await import('./run/relay');
      await runRelay(options, context);
    });
};
