import type { CliContext, Register } from '../context';
import { catalogOption } from '../repository/options';
import type { DoctorCall } from './doctor/call';

const help = `
Reads repositories, forges and clusters, and writes nothing but the file that you name. What could not be looked at is told
as not checked, and never counts as fine.

Exit codes:
  0  nothing was found, or only notes
  2  an error or a warning was found
  1  something could not be checked, whatever else was found

Examples:
  $ branchline doctor
  $ branchline doctor --service cart --json
  $ branchline doctor --catalog catalog/branchline.yaml --sarif doctor.sarif`;

/** `branchline doctor`: what of a fleet will not work as the other commands expect it. */
export const register: Register = (program, context) => {
  program
    .command('doctor')
    .description('checks a fleet: repositories, protection, pipelines, the catalog, clusters')
    .option('--service <name>', 'only this service of the catalog')
    .option(...catalogOption)
    .option('--timeout <duration>', 'how long each question about one service may take at most', '2m')
    .option('--sarif <file>', 'write the findings to a file in SARIF 2.1.0')
    .option('--json', 'print one JSON document')
    .addHelpText('after', help)
    .action((options: DoctorCall) => doctor(options, context));
};

async function doctor(options: DoctorCall, context: CliContext): Promise<void> {
  const { runDoctor } = await import('./run/doctor');
  context.exit(await runDoctor(options, context));
}
