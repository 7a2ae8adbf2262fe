import type { IncomingMessage } from 'node:http';
import { mostRepositories, subscription } from '../protocol';
import { parseRepository, repositoryKey } from '../repository';
import { contentType, type Answer } from './answer';
import type { Bodies } from './body';

/** What a subscriber wants to hear of: repositories of one host, as it spells them, by their keys. */
export interface Question {
  readonly host: string;
  readonly repositories: ReadonlyMap<string, string>;
}

const maxBytes = 1_000_000;

/** The question of a request, or the answer to one that is none. */
export async function questionOf(request: IncomingMessage, url: URL, bodies: Bodies): Promise<Question | Answer> {
  if (request.method === 'GET') return questionFrom(url.searchParams.getAll('repository'));
  if (request.method !== 'POST') return { status: 405, said: 'not allowed', allow: 'GET, POST' };
  if (contentType(request) !== 'application/json') return { status: 415, said: 'unsupported' };
  const body = await bodies.read(request, maxBytes);
  if (body.kind === 'tooLarge') return { status: 413, said: 'too large' };
  if (body.kind === 'noRoom') return { status: 503, said: 'busy', retryAfterSeconds: 5 };
  if (body.kind !== 'read') return { status: 400, said: 'broken off' };
  const read = subscription.safeParse(jsonOf(body.bytes));
  return read.success ? questionFrom(read.data.repositories) : { status: 400, said: 'malformed' };
}

function questionFrom(texts: readonly string[]): Question | Answer {
  if (texts.length === 0 || texts.length > mostRepositories) return { status: 400, said: 'malformed' };
  const repositories = new Map<string, string>();
  const hosts = new Set<string>();
  for (const text of texts) {
    const repository = parseRepository(text);
    if (!repository) return { status: 400, said: 'malformed' };
    hosts.add(repository.host);
    repositories.set(kept(repositoryKey(repository)), kept(text));
  }
  const [host, ...others] = hosts;
  return host === undefined || others.length > 0 ? { status: 400, said: 'several hosts' } : { host, repositories };
}

/** Names that many subscribers ask for, each kept once; forgotten as a whole where somebody makes up many. */
const names = new Map<string, string>();
const mostNames = 50_000;

function kept(name: string): string {
  const known = names.get(name);
  if (known !== undefined) return known;
  if (names.size >= mostNames) names.clear();
  names.set(name, name);
  return name;
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
