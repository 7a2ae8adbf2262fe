import pLimit from 'p-limit';
import { ForgeError } from '../errors';
import { eachInBatches } from '../inBatches';
import { parseAnswer } from '../http/parse';
import type { Transport } from '../http/transport';
import { nameOf } from '../repositoryName';
import type { Check, ChecksRequest } from '../types';
import { checksAnswer, type ChecksData, type GitHubCheckRun, type GitHubContext, type GitHubStatus } from './answers';
import { checksFrom } from './convert';

/** As with heads, the wall is a clock of ten seconds a query: docs/forges.md, "GitHub". */
const commitsPerQuery = 40;
const queriesAtATime = 2;
const contextsPerCommit = 50;

const fields = `fragment checks on GitObject {
  ... on Commit {
    oid
    statusCheckRollup {
      contexts(first: ${contextsPerCommit}) {
        totalCount
        nodes {
          ... on CheckRun {
            databaseId name status conclusion detailsUrl permalink startedAt completedAt title
            checkSuite { databaseId }
          }
          ... on StatusContext { context state description targetUrl createdAt }
        }
      }
    }
  }
}`;

/**
 * The checks of many commits, by GraphQL, each told with its query; nothing for a commit of which that does not tell all:
 * whoever asks for it alone is told the rest, or why it may not be seen. Without a token it tells nobody anything, while REST
 * tells what is public: docs/forges.md, "GitHub".
 */
export function readManyChecks(
  transport: Transport,
  graphqlUrl: string,
  requests: readonly ChecksRequest[],
  signal: AbortSignal,
): readonly Promise<readonly Check[] | undefined>[] {
  const limit = pLimit(queriesAtATime);
  return eachInBatches(
    requests,
    commitsPerQuery,
    (batch) =>
      limit(async () =>
        (await transport.hasToken(signal))
          ? query(transport, graphqlUrl, batch, signal)
          : batch.map((): undefined => undefined),
      ),
    (batch, error) => {
      // Asking for each of them alone would only make it worse.
      if (ForgeError.is(error, 'rateLimited', 'unreachable', 'timeout', 'unauthorised')) throw error;
      return batch.map(() => undefined);
    },
  );
}

async function query(
  transport: Transport,
  graphqlUrl: string,
  batch: readonly ChecksRequest[],
  signal: AbortSignal,
): Promise<readonly (readonly Check[] | undefined)[]> {
  const subject = [...new Set(batch.map(({ repository }) => nameOf(repository)))].join(', ');
  const answer = await transport.send(
    { method: 'POST', path: graphqlUrl, body: checksQuery(batch), intent: 'read', subject },
    signal,
  );
  const data = parseAnswer(checksAnswer, answer.body, { host: transport.host, path: 'graphql' });
  const limited = data.errors?.find(({ type }) => type === 'RATE_LIMITED');
  if (limited && !data.data) throw transport.slowDown(answer.headers);
  return batch.map(({ commit }, index) => wholeChecks(data, `r${index}`, commit));
}

/** Nothing where an error stands beside it, where there are more than were read, or where one is not as REST would tell it. */
function wholeChecks({ data, errors }: ChecksData, key: string, commit: string): readonly Check[] | undefined {
  const found = data?.[key]?.object;
  if (found?.oid !== commit || (errors ?? []).some(({ path }) => path?.[0] === key || (path ?? []).length === 0)) {
    return undefined;
  }
  if (!found.statusCheckRollup) return [];
  const { totalCount, nodes } = found.statusCheckRollup.contexts;
  const told = (nodes ?? []).filter((node) => node !== null);
  const runs = told.flatMap((node) => runOf(node) ?? []);
  const statuses = told.flatMap((node) => statusOf(node) ?? []);
  if (told.length < totalCount || runs.length + statuses.length < told.length) return undefined;
  // One that is only expected was posted by nobody: REST does not name it.
  const posted = statuses.filter(({ state }) => state !== 'expected');
  return checksFrom(posted, runs);
}

function runOf(node: GitHubContext): GitHubCheckRun | undefined {
  const { databaseId: id, name, status, checkSuite } = node;
  const suite = checkSuite?.databaseId;
  if (typeof id !== 'number' || typeof suite !== 'number' || name === '' || status === '') return undefined;
  return {
    id,
    name,
    status: status.toLowerCase(),
    conclusion: node.conclusion === '' ? null : node.conclusion.toLowerCase(),
    details_url: node.detailsUrl,
    html_url: node.permalink,
    started_at: node.startedAt,
    completed_at: node.completedAt,
    output: { title: node.title },
    check_suite: { id: suite },
  };
}

/** A status is never changed: another one is posted. */
function statusOf(node: GitHubContext): GitHubStatus | undefined {
  if (node.context === '' || node.state === '') return undefined;
  return {
    context: node.context,
    state: node.state.toLowerCase(),
    description: node.description,
    target_url: node.targetUrl,
    updated_at: node.createdAt,
  };
}

/** Names travel as variables: none of them is ever part of the query's text. */
function checksQuery(batch: readonly ChecksRequest[]): { query: string; variables: Record<string, string> } {
  const variables: Record<string, string> = {};
  const asked = batch.map(({ repository, commit }, index) => {
    variables[`o${index}`] = repository.owner;
    variables[`n${index}`] = repository.name;
    variables[`c${index}`] = commit;
    return `r${index}: repository(owner: $o${index}, name: $n${index}) { object(oid: $c${index}) { ...checks } }`;
  });
  const declared = Object.keys(variables).map(
    (name) => `$${name}: ${name.startsWith('c') ? 'GitObjectID!' : 'String!'}`,
  );
  return { query: `query(${declared.join(', ')}) {\n${asked.join('\n')}\n}\n${fields}`, variables };
}
