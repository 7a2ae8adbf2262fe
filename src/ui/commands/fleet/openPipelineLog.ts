import * as vscode from 'vscode';
import type { CellPipeline } from '../../../core/pipeline/cellPipeline';
import { firstErrorLine, plainLog } from '../../../core/forge/runs/plainLog';
import type { LogTail } from '../../../core/forge/runs/logTail';
import type { PipelineJob } from '../../../core/forge/runs/types';
import { hasFailed, worstFirst } from '../../../core/pipeline/failedRuns';
import { short } from '../../../core/support/sha';
import type { Cell } from '../../../core/fleet/state/snapshot';
import { openWeb } from '../../openWeb';
import { tellInfo } from '../../tell';
import { plainText } from '../../words/markdown';
import { say } from '../../words/say';
import { jobIcon, pipelineAspect } from '../../words/pipeline';
import { command } from '../command';
import { pickCell } from '../support/pick';
import { withProgress } from '../support/progress';
import { targetsOf } from '../support/targets';
import { pageOf } from './showPipelines';

const { t } = vscode.l10n;

/** Why a pipeline failed: the log of its failed job in an editor, at its first error. */
export const openPipelineLog = command('branchline.openPipelineLog', async (app, args) => {
  const cell = await pickCell(app, targetsOf(args), t('Open the log of which pipeline?'), {
    by: ({ pipeline }) => pipelineAspect(pipeline),
  });
  if (!cell) return;
  const found = await withProgress(t('Reading the jobs of the pipeline'), app.signal, async (signal) => {
    const pipeline = await app.fleet.pipeline(cell.id, signal);
    return { pipeline, jobs: pipeline.cannot.readLogs ? [] : await pipeline.jobs(signal) };
  });
  const jobs = worstFirst(found.jobs.filter((job) => job.hasLog));
  if (jobs.length === 0) return tellElsewhere(cell, found.pipeline);
  const job = await chosen(jobs);
  if (!job) return;
  const log = await withProgress(t('Reading the log'), app.signal, (signal) => found.pipeline.log(job, signal));
  const name = `${cell.service.name} ${cell.environment.name} ${short(found.pipeline.commit).slice(0, 7)} ${plainText(job.name)}`;
  const lines = [...aboutCut(log), ...plainLog(log.text).split('\n')];
  await app.logs.show(name, lines.join('\n'), firstErrorLine(lines));
});

/** One that failed alone is meant. */
async function chosen(jobs: readonly PipelineJob[]): Promise<PipelineJob | undefined> {
  const [first, second] = jobs;
  if (first && hasFailed(first) && (!second || !hasFailed(second))) return first;
  const picked = await vscode.window.showQuickPick(
    jobs.map((job) => ({ label: `$(${jobIcon(job)}) ${plainText(job.name)}`, description: plainText(job.state), job })),
    { ignoreFocusOut: true, title: t('Open the log of which job?') },
  );
  return picked?.job;
}

function aboutCut({ leftOutBytes, isWhole }: LogTail): readonly string[] {
  return [
    ...(leftOutBytes > 0 ? [t('(The first {count} bytes of this log are left out.)', { count: leftOutBytes })] : []),
    ...(isWhole ? [] : [t('(This log goes on beyond what is read of one.)')]),
  ];
}

async function tellElsewhere(cell: Cell, { host, cannot }: CellPipeline): Promise<void> {
  const page = pageOf(cell);
  const why = cannot.readLogs
    ? say(cannot.readLogs)
    : t('{host} itself has no log of a job at this commit: what others ran has it where it ran.', { host });
  const open = t('Open Page');
  const chosenButton = await tellInfo(why, ...(page === undefined ? [] : [open]));
  if (chosenButton === open && page !== undefined) await openWeb(page);
}
