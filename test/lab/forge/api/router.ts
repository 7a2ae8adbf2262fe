import { header, json, type Answer, type Asked } from '../answer';
import type { Dialect } from '../dialect';
import type { ForgeParts } from '../parts';
import { Refusal } from '../refusal';
import { accessOf, atLeast, type AccountRecord } from '../state';
import { signedIn, type Call, type Route } from './call';

/** Answers a call of the API; a refusal becomes the forge's error object. */
export async function answerApi(dialect: Dialect, forge: ForgeParts, asked: Asked): Promise<Answer> {
  const answer = await dispatch(dialect, forge, asked).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
    const refusal = dialect.refused?.(error) ?? error;
    return json(refusal.status, dialect.errorBody(refusal, forge.url()), refusal.headers);
  });
  return { ...answer, headers: { ...dialect.headers, ...answer.headers } };
}

async function dispatch(dialect: Dialect, forge: ForgeParts, asked: Asked): Promise<Answer> {
  const account = authenticated(forge, asked);
  const { route, params } = findRoute(dialect, asked);
  const call: Call = { forge, asked, account, params, query: asked.url.searchParams };
  const writes = asked.method !== 'GET' && !/(?:graphql|permissionevaluationbatch)$/.test(route.path);
  const refusal = writes && account ? dialect.refusesToken(account, route) : undefined;
  if (refusal) throw refusal;
  const isOpen = dialect.open?.test(route.path) === true;
  if ((dialect.asksWhoFirst === 'always' && !isOpen) || (writes && dialect.asksWhoFirst === 'writing')) signedIn(call);
  if (route.on === 'forge') {
    if (writes) signedIn(call);
    return route.handle(call);
  }
  const repository = forge.repositories.find(dialect.repositoryOf(params, forge.repositories.all()));
  const access = repository ? accessOf(account, repository) : 'none';
  // What is hidden is not there, before anything else: nobody learns by a 401 that it exists.
  if (!repository || access === 'none') {
    throw dialect.unseen?.(repository !== undefined) ?? Refusal.notFound(dialect.words.hidden);
  }
  if (writes) signedIn(call);
  const { switchedOff, words } = dialect;
  if (!repository.hasPullRequests && switchedOff.path.test(route.path)) {
    throw new Refusal(switchedOff.status, switchedOff.status === 404 ? 'not found' : words.mayNot);
  }
  if (!atLeast(access, route.access)) throw new Refusal(403, words.mayNot);
  const [status, said] = words.archived;
  if (writes && repository.archived) throw new Refusal(status, `${said}${repository.fullName}`);
  return route.handle({ ...call, repository });
}

function authenticated(forge: ForgeParts, asked: Asked): AccountRecord | undefined {
  const identity = forge.accounts.identify(header(asked, 'authorization') ?? ownHeader(asked));
  if (identity.kind === 'unknown') throw new Refusal(401, 'user does not exist [uid: 0, name: ]');
  return identity.kind === 'account' ? identity.account : undefined;
}

/** GitLab's own names for it. */
function ownHeader(asked: Asked): string | undefined {
  const token = header(asked, 'private-token') ?? header(asked, 'job-token');
  return token === undefined ? undefined : `Bearer ${token}`;
}

function findRoute({ prefix, routes }: Dialect, asked: Asked): { route: Route; params: Record<string, string> } {
  const segments = asked.url.pathname.slice(prefix.length).split('/').filter(Boolean).map(decoded);
  for (const route of routes) {
    if (route.method !== asked.method) continue;
    const params = matched(route.path.split('/').filter(Boolean), segments);
    if (params) return { route, params };
  }
  throw Refusal.notFound();
}
function matched(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  const open = pattern.at(-1) === '*';
  if (open ? segments.length < pattern.length : segments.length !== pattern.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (part === '*') params['*'] = segments.slice(index).join('/');
    else if (part === ':number' && !/^\d+$/.test(segment)) return undefined;
    else if (part.startsWith(':')) params[part.slice(1)] = segment;
    else if (part !== segment) return undefined;
  }
  return params;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new Refusal(400, 'Malformed address');
  }
}
