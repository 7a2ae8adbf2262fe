import { plannedAgain, runAgain, type RunAgain } from '../../../core/pipeline/failedRuns';
import { BranchlineError, reasonOf } from '../../../core/support/errors';
import { oneLine } from '../../../core/support/oneLine';
import type { CliContext } from '../../context';
import type { RerunCall } from './call';
import { jobDocument, jobLine, pipelinePlace, type PipelinePlace } from './place';

/** Says what would run again; with `--yes` it does. */
export async function rerun(service: string, environment: string, call: RerunCall, context: CliContext): Promise<void> {
  const place = await pipelinePlace(service, environment, call, context);
  const { branch, commit, client } = place;
  const { host } = client.identity;
  const about = { service, environment, branch, commit, host, account: await accountOf(place, context) };
  const planned = await failedOf(place, context);
  if (!planned) {
    const document = { ...about, jobs: [], ran: false };
    context.print(call.json ? JSON.stringify(document, null, 2) : `${service} ${environment}: no job has failed.`);
    return;
  }
  const after = call.yes === true ? await runAgain(place, planned, context.signal) : undefined;
  if (!after) context.exit(2);
  const jobs = (after ?? planned.jobs).map(jobDocument);
  const head = `${service} ${environment}: ${branch} at ${commit}, on ${host} as ${about.account ?? 'an account that is not told'}`;
  const lines = after
    ? [head, 'It was asked to run again. The forge tells of its jobs:', ...after.map(jobLine)]
    : [
        head,
        'These would run again, and the jobs that wait for them. They may deploy:',
        ...planned.jobs.map(jobLine),
        'Nothing runs yet: run it again with --yes.',
      ];
  context.print(call.json ? JSON.stringify({ ...about, jobs, ran: after !== undefined }, null, 2) : lines.join('\n'));
}

async function failedOf(place: PipelinePlace, context: CliContext): Promise<RunAgain | undefined> {
  try {
    return await plannedAgain(place, context.signal);
  } catch (error) {
    if (error instanceof BranchlineError && error.code === 'pipeline/nothingFailed') return undefined;
    throw error;
  }
}

/** Some tokens may not tell whose they are: that keeps nobody from it. */
async function accountOf({ client }: PipelinePlace, context: CliContext): Promise<string | undefined> {
  try {
    return oneLine(await client.account(context.signal));
  } catch (error) {
    context.signal.throwIfAborted();
    context.warn(`branchline: ${oneLine(reasonOf(error), 300)}`);
    return undefined;
  }
}
