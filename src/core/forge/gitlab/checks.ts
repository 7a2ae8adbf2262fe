import type { Sha } from '../../support/sha';
import type { Api } from '../http/api';
import { foundOr } from '../http/found';
import { namesakes } from '../namesakes';
import type { Check, RepositoryRef } from '../types';
import * as answers from './answers';
import type { GitLabBridge, GitLabPipeline, GitLabStatus } from './answers';
import { at, paged, part } from './project';

/**
 * The checks of a commit: the jobs of its newest pipelines, with what child pipelines came to, and what others posted. A
 * pipeline without a job (its file is wrong) is a check of its own; so is the pipeline of a merge request that ran on a trial
 * merge and not on the commit. Source: GitLab REST API, "Commits", "Pipelines", "Jobs".
 */
export async function readChecks(
  api: Api,
  repository: RepositoryRef,
  commit: Sha,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const [statuses, pipelines, trial] = await Promise.all([
    api.pages(
      answers.statuses,
      (page) => page,
      { ...at(repository, `/repository/commits/${part(commit)}/statuses`), ...paged },
      signal,
    ),
    api.get(answers.pipelines, { ...at(repository, '/pipelines'), query: { sha: commit, per_page: 100 } }, signal),
    trialPipelines(api, repository, commit, signal),
  ]);
  const run = newestOf(pipelines.filter(({ source }) => source !== 'external'));
  const bridges = (await Promise.all(run.map(({ id }) => bridgesOf(api, repository, id, signal)))).flat();
  const jobs = jobsOf(statuses, bridges);
  const empty = run.filter((one) => !statuses.some((status) => isOf(status, one)));
  return [...jobs, ...[...empty, ...trial].map(checkOfPipeline)];
}

/** One of a branch and one of its merge request may both be of a commit: of each ref the newest. */
export function newestOf(pipelines: readonly GitLabPipeline[]): readonly GitLabPipeline[] {
  const newest = new Map<string, GitLabPipeline>();
  for (const one of pipelines) if (one.id > (newest.get(one.ref)?.id ?? -1)) newest.set(one.ref, one);
  return [...newest.values()];
}

/** Servers before 17 do not say of which pipeline a job is. */
function isOf({ pipeline_id: id, ref }: GitLabStatus, pipeline: GitLabPipeline): boolean {
  return typeof id === 'number' ? id === pipeline.id : ref === pipeline.ref;
}

async function bridgesOf(api: Api, repository: RepositoryRef, pipeline: number, signal: AbortSignal) {
  const where = { ...at(repository, `/pipelines/${pipeline}/bridges`), query: { per_page: 100 } };
  return (await foundOr(api.get(answers.bridges, where, signal))) ?? [];
}

/**
 * Such a pipeline is of a commit that no branch has, and is the one that GitLab waits for: also where the branch has one of its
 * own. Source: GitLab docs, "Merged results pipelines".
 */
async function trialPipelines(
  api: Api,
  repository: RepositoryRef,
  commit: Sha,
  signal: AbortSignal,
): Promise<readonly GitLabPipeline[]> {
  const where = at(repository, `/repository/commits/${part(commit)}/merge_requests`);
  const found = (await foundOr(api.get(answers.mergeRequests, where, signal))) ?? [];
  const open = found.filter(({ state, sha }) => state === 'opened' && sha === commit);
  const whole = await Promise.all(
    open.map(({ iid }) => api.get(answers.mergeRequest, at(repository, `/merge_requests/${iid}`), signal)),
  );
  return whole.flatMap(({ head_pipeline: pipeline }) =>
    pipeline && pipeline.source !== 'external' && pipeline.sha !== commit ? [pipeline] : [],
  );
}

/** The newest entry of each name and ref. A job that started a child is what the child came to, where that is worse. */
function jobsOf(statuses: readonly GitLabStatus[], bridges: readonly GitLabBridge[]): Check[] {
  const newest = new Map<string, GitLabStatus>();
  for (const status of statuses) {
    const key = `${status.ref}\n${status.name}`;
    if (status.id > (newest.get(key)?.id ?? -1)) newest.set(key, status);
  }
  const started = new Map(bridges.map((bridge) => [`${bridge.ref}\n${bridge.name}`, bridge]));
  const known = [...newest].map(([key, status]) => checkOfStatus(status, started.get(key)));
  const beside = bridges.filter(({ ref, name }) => !newest.has(`${ref}\n${name}`)).map(checkOfBridge);
  return namesakes([...known, ...beside]);
}

function checkOfStatus(status: GitLabStatus, bridge: GitLabBridge | undefined): Check {
  const child = bridge?.downstream_pipeline;
  const url = child?.web_url || status.target_url;
  return {
    context: status.name,
    state: wordOf(status.status === 'success' && child ? child.status : status.status, status.allow_failure),
    description: status.description,
    ...(url !== '' && { url }),
    updatedAt: child?.updated_at || status.finished_at || status.started_at || status.created_at,
  };
}

function checkOfBridge({ name, status, allow_failure: mayFail, downstream_pipeline: child }: GitLabBridge): Check {
  return {
    context: name,
    state: wordOf(status === 'success' && child ? child.status : status, mayFail),
    description: '',
    ...(child && child.web_url !== '' && { url: child.web_url }),
    updatedAt: child?.updated_at ?? '',
  };
}

function checkOfPipeline({ status, source, web_url: url, updated_at: updatedAt }: GitLabPipeline): Check {
  const context = source === 'merge_request_event' ? 'merge request pipeline' : 'pipeline';
  return { context, state: status, description: '', ...(url !== '' && { url }), updatedAt };
}

/**
 * A job that may fail, or was stopped, does not stop a pipeline, and one that a person may start does not hold it up. Source:
 * GitLab docs, "CI/CD YAML syntax reference", `allow_failure`.
 */
function wordOf(state: string, mayFail: boolean): string {
  if (!mayFail) return state;
  return state === 'failed' || state === 'canceled' ? 'warning' : state === 'manual' ? 'skipped' : state;
}
