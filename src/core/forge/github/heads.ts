import pLimit from 'p-limit';
import { ForgeError } from '../errors';
import { eachInBatches } from '../inBatches';
import { parseAnswer } from '../http/parse';
import type { Transport } from '../http/transport';
import { nameOf } from '../repositoryName';
import type { Head, HeadsAnswer, HeadsRequest } from '../types';
import { headsAnswer, type GitHubRef, type HeadsData } from './answers';
import { headFrom } from './convert';

/** The wall is a clock of ten seconds a query, not the price: docs/forges.md, "GitHub". */
const repositoriesPerQuery = 30;
const queriesAtATime = 2;

const aboutRepository = 'viewerPermission pullRequests(states: OPEN) { totalCount }';

const fields = `fragment head on Ref {
  target {
    oid
    ... on Commit {
      statusCheckRollup {
        state
        contexts(first: 1) {
          totalCount
          checkRunCountsByState { state count }
          statusContextCountsByState { state count }
        }
      }
    }
  }
  refUpdateRule {
    requiredStatusCheckContexts requiredApprovingReviewCount requiresCodeOwnerReviews
    requiresConversationResolution requiresSignatures viewerCanPush
  }
  rules(first: 20) {
    totalCount
    nodes {
      type
      parameters {
        ... on RequiredStatusChecksParameters { requiredStatusChecks { context } strictRequiredStatusChecksPolicy }
        ... on PullRequestParameters {
          requiredApprovingReviewCount requireCodeOwnerReview requireLastPushApproval requiredReviewThreadResolution
        }
      }
    }
  }
}`;

/** Heads of many repositories, with a mark of their checks, by GraphQL. A batch that is too slow is halved. */
export function readHeads(
  transport: Transport,
  graphqlUrl: string,
  requests: readonly HeadsRequest[],
  signal: AbortSignal,
): readonly Promise<HeadsAnswer>[] {
  const limit = pLimit(queriesAtATime);
  return eachInBatches(
    requests,
    repositoriesPerQuery,
    (batch) => limit(() => query(transport, graphqlUrl, batch, signal)),
    (batch, error) => batch.map(({ repository }) => ({ kind: 'failed', repository, error })),
  );
}

async function query(
  transport: Transport,
  graphqlUrl: string,
  batch: readonly HeadsRequest[],
  signal: AbortSignal,
): Promise<readonly HeadsAnswer[]> {
  const subject = batch.map(({ repository }) => nameOf(repository)).join(', ');
  const answer = await transport.send(
    { method: 'POST', path: graphqlUrl, body: headsQuery(batch), intent: 'read', subject },
    signal,
  );
  const data = parseAnswer(headsAnswer, answer.body, { host: transport.host, path: 'graphql' });
  const whole = data.errors?.find(({ path }) => (path ?? []).length === 0);
  if (whole && !data.data) {
    throw whole.type === 'RATE_LIMITED'
      ? transport.slowDown(answer.headers)
      : ForgeError.refused(transport.host, answer.status, whole.message);
  }
  return batch.map((request, index) => answerFor(transport.host, request, index, data));
}

function answerFor(
  host: string,
  { repository, branches }: HeadsRequest,
  index: number,
  answer: HeadsData,
): HeadsAnswer {
  const found = answer.data?.[`r${index}`];
  if (found) {
    const mayMerge = mayMergeWith(found.viewerPermission);
    const heads = branches.flatMap((branch, at): Head[] => {
      const hidesRules = (answer.errors ?? []).some(({ path }) => isOfRules(path ?? [], index, at));
      return headFrom(branch, refAt(found, at), { mayMerge, hidesRules });
    });
    return { kind: 'known', repository, heads, openPullRequests: found.pullRequests?.totalCount };
  }
  const error = answer.errors?.find(({ path }) => path?.[0] === `r${index}`);
  return { kind: 'failed', repository, error: partialError(host, nameOf(repository), error) };
}

/** A token may be refused the rules of a branch alone: they are `null` then, as where there are none. */
function isOfRules(path: readonly unknown[], index: number, at: number): boolean {
  const [repository, branch, field] = path;
  return repository === `r${index}` && branch === `b${at}` && (field === 'refUpdateRule' || field === 'rules');
}

/** Without an error beside it, a repository that is `null` is one that cannot be seen. */
function partialError(
  host: string,
  subject: string,
  error: NonNullable<HeadsData['errors']>[number] | undefined,
): ForgeError {
  if (!error || error.type === 'NOT_FOUND') return ForgeError.notFound(host, subject, 'given');
  if (error.extensions?.saml_failure === true) return ForgeError.sso(host, subject, undefined);
  if (error.type === 'FORBIDDEN') return ForgeError.forbidden(host, subject, error.message);
  return ForgeError.refused(host, 200, error.message);
}

/** Names travel as variables: none of them is ever part of the query's text. */
export function headsQuery(batch: readonly HeadsRequest[]): { query: string; variables: Record<string, string> } {
  const variables: Record<string, string> = {};
  const repositories = batch.map(({ repository, branches }, index) => {
    variables[`o${index}`] = repository.owner;
    variables[`n${index}`] = repository.name;
    const refs = branches.map((branch, at) => {
      variables[`b${index}_${at}`] = `refs/heads/${branch}`;
      return `b${at}: ref(qualifiedName: $b${index}_${at}) { ...head }`;
    });
    return `r${index}: repository(owner: $o${index}, name: $n${index}) { ${aboutRepository} ${refs.join(' ')} }`;
  });
  const declared = Object.keys(variables).map((name) => `$${name}: String!`);
  return { query: `query(${declared.join(', ')}) {\n${repositories.join('\n')}\n}\n${fields}`, variables };
}

/** The answer has a key for each branch that was asked for, and the permission, which is none of them. */
function refAt(found: Readonly<Record<string, unknown>>, at: number): GitHubRef | undefined {
  return found[`b${at}`] as GitHubRef | undefined; // parsed as such
}

/** GitHub lets everybody land who may write. */
function mayMergeWith(permission: string): Head['mayMerge'] {
  if (permission === '') return 'unknown';
  return ['ADMIN', 'MAINTAIN', 'WRITE'].includes(permission) ? 'yes' : 'no';
}
