import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Lru } from '../../support/lru';
import { isCovered, type RelayForge } from '../config/resolve';
import { factsVersion } from '../facts/fact';
import { mostRepositories, subscription } from '../protocol';
import { parseRepository, repositoryKey } from '../repository';
import { contentType, type Answer } from './answer';
import type { Bodies } from './body';
import { jsonIn } from '../../support/jsonIn';

/** What a subscriber wants to hear of: repositories of one host. */
export interface Question {
  readonly host: string;
  /** Those that the relay is configured for, as the subscriber spells them, by their keys. */
  readonly repositories: ReadonlyMap<string, string>;
  /** Their paths on that host. */
  readonly paths: readonly string[];
  /** Branches of which facts are wanted; nothing where none are, or in a form that this version does not speak. */
  readonly branches: readonly string[] | undefined;
}

const maxBytes = 1_000_000;

/** Names in all questions that are kept. */
const mostNames = 200_000;

/** Reads questions. A team asks for the same: what is the same is read and kept once. */
export class Questions {
  private readonly known = new Lru<string, Question>(mostNames);

  constructor(
    private readonly forges: ReadonlyMap<string, RelayForge>,
    private readonly bodies: Bodies,
  ) {}

  /** The question of a request, or the answer to one that is none. */
  async of(request: IncomingMessage, url: URL): Promise<Question | Answer> {
    if (request.method === 'GET') return this.from(url.searchParams.getAll('repository'), undefined);
    if (request.method !== 'POST') return { status: 405, said: 'not allowed', allow: 'GET, POST' };
    if (contentType(request) !== 'application/json') return { status: 415, said: 'unsupported' };
    const body = await this.bodies.read(request, maxBytes);
    if (body.kind === 'tooLarge') return { status: 413, said: 'too large' };
    if (body.kind === 'noRoom') return { status: 503, said: 'busy', retryAfterSeconds: 5 };
    if (body.kind !== 'read') return { status: 400, said: 'broken off' };
    const read = subscription.safeParse(jsonIn(body.bytes.toString('utf8')));
    if (!read.success) return { status: 400, said: 'malformed' };
    const { repositories, facts } = read.data;
    return this.from(repositories, facts?.version === factsVersion ? facts.branches : undefined);
  }

  private from(texts: readonly string[], branches: readonly string[] | undefined): Question | Answer {
    const name = createHash('sha256')
      .update(JSON.stringify([texts, branches]))
      .digest('base64');
    const known = this.known.get(name);
    if (known) return known;
    const question = questionFrom(texts, branches, this.forges);
    if (!('status' in question)) this.known.set(name, question, texts.length + (branches?.length ?? 0));
    return question;
  }
}

function questionFrom(
  texts: readonly string[],
  branches: readonly string[] | undefined,
  forges: ReadonlyMap<string, RelayForge>,
): Question | Answer {
  if (texts.length === 0 || texts.length > mostRepositories) return { status: 400, said: 'malformed' };
  const repositories = new Map<string, string>();
  const hosts = new Set<string>();
  for (const text of texts) {
    const repository = parseRepository(text);
    if (!repository) return { status: 400, said: 'malformed' };
    hosts.add(repository.host);
    const key = repositoryKey(repository);
    if (isCovered(key, forges)) repositories.set(key, text);
  }
  const [host, ...others] = hosts;
  if (host === undefined || others.length > 0) return { status: 400, said: 'several hosts' };
  const paths = [...repositories.values()].map((text) => text.slice(text.indexOf('/') + 1));
  return { host, repositories, paths, branches: branches && [...new Set(branches)].sort() };
}
