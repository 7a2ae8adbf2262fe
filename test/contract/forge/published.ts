import { isTold } from '../../unit/forge/published/beyond';
import { descriptionOf } from '../../unit/forge/published/description';
import { Judge } from '../../unit/forge/published/judge';

const apiPath = '/api/v1';
const judge = new Judge(descriptionOf('gitea'), { namesNull: false });
const problems = new Set<string>();

/** Holds all that a client asks of Gitea, and what it is answered, against Gitea's published description. */
export const judgedFetch: typeof fetch = async (address, init) => {
  const response = await fetch(address, init);
  const url = new URL(address);
  const method = init?.method ?? 'GET';
  const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined;
  const sent = {
    method,
    path: url.pathname.slice(url.pathname.indexOf(apiPath) + apiPath.length),
    query: url.searchParams,
    body,
  };
  for (const problem of judge.request(sent)) problems.add(problem);
  if (response.ok) {
    const text = await response.clone().text();
    for (const problem of judge.answer(sent, response.status, text === '' ? undefined : JSON.parse(text)))
      problems.add(problem);
  }
  return response;
};

/** What was not as described so far. */
export function notAsPublished(): readonly string[] {
  return [...problems].filter((problem) => !isTold(problem)).sort();
}
