import pLimit from 'p-limit';
import { ForgeError } from '../errors';
import { inBatches } from '../inBatches';
import { parseAnswer } from '../http/parse';
import type { Transport } from '../http/transport';
import { nameOf } from '../repositoryName';
import type { HeadsRequest } from '../types';
import type { Listed } from '../unmoved';
import { headsAnswer } from './answers';

/** Below this, reading each repository is as cheap. */
const fewRepositories = 4;
/** GitLab refuses a query whose complexity is above 200: some three for each branch of a project. */
const projectsPerQuery = 30;
const branchesPerQuery = 40;
const queriesAtATime = 2;

/**
 * Which commits the branches of many projects are at, by GraphQL, with how many merge requests are open. Servers before 17.10
 * do not know `commit` there, and refuse: nothing is told then. Source: GitLab GraphQL API, "Repository.commit".
 */
export async function listedHeads(
  transport: Transport,
  requests: readonly HeadsRequest[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Listed>> {
  if (requests.length < fewRepositories) return new Map();
  const limit = pLimit(queriesAtATime);
  const ask = (batch: readonly HeadsRequest[]) => limit(() => query(transport, batch, signal));
  const told = await Promise.all(
    byBranches(requests).map((group) => inBatches(group, projectsPerQuery, ask, () => [])),
  );
  return new Map(told.flat());
}

/** A query asks for all of its branches of all of its projects: those that want the same go together, up to a bound. */
function byBranches(requests: readonly HeadsRequest[]): readonly (readonly HeadsRequest[])[] {
  const keyOf = ({ branches }: HeadsRequest) => branches.toSorted().join(' ');
  const keyed = requests.map((request) => ({ request, key: keyOf(request) }));
  const sorted = keyed.toSorted((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0));
  const groups: HeadsRequest[][] = [];
  let wanted = new Set<string>();
  for (const { request } of sorted) {
    const together = new Set([...wanted, ...request.branches]);
    const last = groups.at(-1);
    const fits = last && last.length < projectsPerQuery && together.size <= branchesPerQuery;
    if (fits) last.push(request);
    else groups.push([request]);
    wanted = fits ? together : new Set(request.branches);
  }
  return groups;
}

async function query(
  transport: Transport,
  batch: readonly HeadsRequest[],
  signal: AbortSignal,
): Promise<readonly (readonly [string, Listed])[]> {
  const branches = [...new Set(batch.flatMap((request) => request.branches))].sort();
  const subject = batch.map(({ repository }) => nameOf(repository)).join(', ');
  const body = headsQuery(batch, branches);
  const request = { method: 'POST', path: graphqlUrl(transport.apiBase), body, intent: 'read', subject } as const;
  const answer = await transport.send(request, signal);
  const { data, errors } = parseAnswer(headsAnswer, answer.body, { host: transport.host, path: 'graphql' });
  if (!data?.projects) throw ForgeError.refused(transport.host, answer.status, errors?.[0]?.message ?? '');
  return data.projects.nodes.flatMap((node) => {
    // What could not be read is null as well as what is not there: then nothing is told.
    if (!node?.repository || (errors ?? []).length > 0) return [];
    const mark = branches.map((_, index) => node.repository?.[`b${index}`]?.sha ?? '').join(' ');
    return [[node.fullPath.toLowerCase(), { mark, openPullRequests: node.mergeRequests?.count }] as const];
  });
}

/** Names travel as variables: none of them is ever part of the query's text. */
export function headsQuery(batch: readonly HeadsRequest[], branches: readonly string[]) {
  const refs = branches.map((branch, index) => [`b${index}`, `refs/heads/${branch}`] as const);
  const declared = ['$paths: [String!]', ...refs.map(([name]) => `$${name}: String!`)].join(', ');
  const commits = refs.map(([name]) => `${name}: commit(ref: $${name}) { sha }`).join(' ');
  return {
    query: `query(${declared}) {
  projects(fullPaths: $paths, first: ${projectsPerQuery}) {
    nodes { fullPath mergeRequests(state: opened) { count } repository { ${commits} } }
  }
}`,
    variables: { paths: batch.map(({ repository }) => nameOf(repository)), ...Object.fromEntries(refs) },
  };
}

/** Beside the REST base. */
function graphqlUrl(apiBase: string): string {
  return apiBase.replace(/\/v4$/, '/graphql');
}
