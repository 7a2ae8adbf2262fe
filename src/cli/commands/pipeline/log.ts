import { firstErrorLine, plainLog } from '../../../core/forge/runs/plainLog';
import type { PipelineJob } from '../../../core/forge/runs/types';
import { hasFailed, jobsAt, logOf, worstFirst } from '../../../core/pipeline/failedRuns';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import type { CliContext } from '../../context';
import type { LogCall } from './call';
import { jobDocument, jobLine, pipelinePlace } from './place';

/** Prints a log; where no job has failed and none is named, the jobs. */
export async function log(service: string, environment: string, call: LogCall, context: CliContext): Promise<void> {
  const place = await pipelinePlace(service, environment, call, context);
  const { branch, commit } = place;
  const jobs = await jobsAt(place, context.signal);
  const job = chosen(jobs, call.job);
  const about = { service, environment, branch, commit };
  if (!job) {
    const none = jobs.length === 0 ? 'the forge ran nothing' : 'no job has failed';
    const lines = [`${service} ${environment}: ${none} at ${commit}.`, ...jobs.map(jobLine)];
    context.print(call.json ? JSON.stringify({ ...about, jobs: jobs.map(jobDocument) }, null, 2) : lines.join('\n'));
    return;
  }
  const { text, leftOutBytes, isWhole } = await logOf(place, job, context.signal);
  const plain = plainLog(text);
  const from = firstErrorLine(plain.split('\n')) + 1;
  if (call.json) {
    const document = { ...about, job: jobDocument(job), leftOutBytes, isWhole, firstErrorLine: from, text: plain };
    context.print(JSON.stringify(document, null, 2));
    return;
  }
  context.warn(`branchline: ${service} ${environment} at ${commit}${jobLine(job)}`);
  if (leftOutBytes > 0) context.warn(`branchline: the first ${leftOutBytes} bytes are left out.`);
  if (!isWhole) context.warn('branchline: the log goes on beyond what is read of one.');
  context.warn(`branchline: the first error may be in line ${from}.`);
  context.print(plain);
}

function chosen(jobs: readonly PipelineJob[], name: string | undefined): PipelineJob | undefined {
  const named = name === undefined ? jobs.filter(hasFailed) : jobs.filter((job) => job.name === name);
  if (name !== undefined && named.length === 0) {
    throw new BranchlineError('cli/noJob', message('There is no job {name} at this commit.', { name }));
  }
  const sorted = worstFirst(named);
  return sorted.find((job) => job.hasLog) ?? sorted[0];
}
