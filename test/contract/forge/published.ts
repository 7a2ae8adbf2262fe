import type { DialectName } from '../../lab/forge';
import { isTold } from '../../unit/forge/published/beyond';
import { descriptionOf } from '../../unit/forge/published/description';
import { graphqlProblems } from '../../unit/forge/published/graphql';
import { Judge } from '../../unit/forge/published/judge';

const described = { bitbucket: '/2.0', bitbucketDataCenter: '/rest', gitea: '/api/v1', github: '/api/v3' } as const;
const problems = new Set<string>();

/** Holds all that a client asks of a forge, and what it is answered, against its published description; of GitLab and Azure DevOps there is none here. */
export function judgedFetch(dialect: DialectName): typeof fetch | undefined {
  if (dialect === 'azure' || dialect === 'gitlab') return undefined;
  const apiPath = described[dialect];
  // Of what GitHub demands of an answer, most is addresses that nobody reads.
  const isGitHub = dialect === 'github';
  const judge = new Judge(descriptionOf(dialect), { namesNull: isGitHub, partial: isGitHub });
  return (address, init) => judged(judge, apiPath, address, init);
}

async function judged(judge: Judge, apiPath: string, ...[address, init]: Parameters<typeof fetch>): Promise<Response> {
  const response = await fetch(address, init);
  const url = new URL(address instanceof Request ? address.url : address);
  if (!url.pathname.includes(apiPath)) return response; // where it was sent on to
  const method = init?.method ?? 'GET';
  const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined;
  if (url.pathname.endsWith('/graphql')) {
    for (const problem of graphqlProblems(body)) problems.add(problem); // the double answers by the schema itself
    return response;
  }
  const sent = {
    method,
    path: url.pathname.slice(url.pathname.indexOf(apiPath) + apiPath.length),
    query: url.searchParams,
    body,
  };
  for (const problem of judge.request(sent)) problems.add(problem);
  if (response.ok) {
    const text = await response.clone().text();
    const isText = /^text\/plain\b/.test(response.headers.get('content-type') ?? '');
    for (const problem of judge.answer(sent, response.status, text === '' || isText ? undefined : JSON.parse(text)))
      problems.add(problem);
  }
  return response;
}

/** What was not as described so far. */
export function notAsPublished(): readonly string[] {
  return [...problems].filter((problem) => !isTold(problem)).sort();
}
