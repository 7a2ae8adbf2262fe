import * as vscode from 'vscode';
import type { CellPipeline } from '../../../core/pipeline/cellPipeline';
import { isUnderWay, type RunAgain } from '../../../core/pipeline/failedRuns';
import { ForgeError } from '../../../core/forge/errors';
import { short } from '../../../core/support/sha';
import type { Cell } from '../../../core/fleet/state/snapshot';
import { askFirst, tellInfo } from '../../tell';
import { plainText } from '../../words/markdown';
import { pipelineAspect } from '../../words/pipeline';
import { command } from '../command';
import { pickCell } from '../support/pick';
import { withProgress } from '../support/progress';
import { targetsOf } from '../support/targets';

const { t } = vscode.l10n;

/** Has the failed jobs of a pipeline run again. Asks before, since they may deploy. */
export const runPipelineAgain = command('branchline.runPipelineAgain', async (app, args) => {
  const cell = await pickCell(app, targetsOf(args), t('Run the failed jobs of which pipeline again?'), {
    by: ({ pipeline }) => pipelineAspect(pipeline),
  });
  if (!cell) return;
  const { pipeline, planned, account } = await withProgress(
    t('Looking for what has failed'),
    app.signal,
    async (signal) => {
      const found = await app.fleet.pipeline(cell.id, signal);
      const [whatFailed, who] = await Promise.all([found.planned(signal), accountOf(found, signal)]);
      return { pipeline: found, planned: whatFailed, account: who };
    },
  );
  const run = t('Run Again');
  const { service, environment } = cell;
  const title = t('Run the failed jobs of {service} in {environment} again?', {
    service: service.name,
    environment: environment.name,
  });
  if ((await askFirst(title, detailOf(cell, pipeline, planned, account), run)) !== run) return;
  const jobs = await withProgress(t('Asking {host} to run them again', { host: pipeline.host }), app.signal, (signal) =>
    pipeline.runAgain(planned, signal),
  );
  const count = jobs.filter(isUnderWay).length;
  const { host } = pipeline;
  await tellInfo(
    count > 1
      ? t('{host} has taken it: {count} jobs are under way.', { host, count })
      : count === 1
        ? t('{host} has taken it: one job is under way.', { host })
        : t('{host} has taken it, and tells of no job under way yet.', { host }),
  );
});

/** Some tokens may not tell whose they are: that keeps nobody from it. */
async function accountOf(pipeline: CellPipeline, signal: AbortSignal): Promise<string | undefined> {
  try {
    return await pipeline.account(signal);
  } catch (error) {
    if (ForgeError.is(error, 'forbidden', 'unauthorised', 'notFound', 'refused')) return undefined;
    throw error;
  }
}

const listed = 10;

function detailOf({ environment }: Cell, pipeline: CellPipeline, { jobs }: RunAgain, account?: string): string {
  const names = jobs.slice(0, listed).map(({ name }) => `• ${plainText(name).slice(0, 100)}`);
  const more = jobs.length - names.length;
  const where = { host: pipeline.host, branch: environment.branch, commit: short(pipeline.commit) };
  return [
    ...names,
    ...(more > 0 ? [t('… and {count} more', { count: more })] : []),
    '',
    t('The jobs that wait for these run as well. They may deploy to {environment}.', { environment: environment.name }),
    account === undefined
      ? t('Branch {branch} at commit {commit}, on {host}, by an account that its token does not name.', where)
      : t('Branch {branch} at commit {commit}, on {host}, as {account}.', { ...where, account: plainText(account) }),
  ].join('\n');
}
