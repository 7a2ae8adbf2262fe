import * as z from 'zod';
import { ForgeError } from '../errors';
import type { Intent } from '../http/classify';
import { parseAnswer } from '../http/parse';
import type { Transport } from '../http/transport';
import type { ForgeIdentity, RepositoryRef } from '../types';

/** What every answer may have beside its data. */
export const graphqlErrors = z.array(z.object({ type: z.string().nullish(), message: z.string().catch('') })).nullish();

/** Beside the REST base on GitHub Enterprise Server, below it elsewhere. */
export function graphqlUrl({ apiBase }: ForgeIdentity): string {
  return apiBase.endsWith('/api/v3') ? apiBase.replace(/\/v3$/, '/graphql') : `${apiBase}/graphql`;
}

/** GraphQL about one repository, for what a person waits for. */
export class GitHubGraphql {
  constructor(
    private readonly transport: Transport,
    private readonly url: string,
  ) {}

  /**
   * An answer with errors is one that GraphQL refuses, with the status of a good one.
   * @throws ForgeError `rateLimited`, `notFound`, `forbidden`, `refused`; `notMergeable` where a merge was asked for
   */
  async ask<T extends { readonly errors?: z.infer<typeof graphqlErrors> }>(
    schema: z.ZodType<T>,
    body: { readonly query: string; readonly variables: Readonly<Record<string, unknown>> },
    intent: Extract<Intent, 'read' | 'merge'>,
    { owner, name }: RepositoryRef,
    signal: AbortSignal,
  ): Promise<T> {
    const { transport } = this;
    const subject = `${owner}/${name}`;
    const request = { method: 'POST', path: this.url, subject, intent, body, lane: 'action' } as const;
    const answer = await transport.send(request, signal);
    const parsed = parseAnswer(schema, answer.body, { host: transport.host, path: 'graphql' });
    const [error] = parsed.errors ?? [];
    if (!error) return parsed;
    if (error.type === 'RATE_LIMITED') throw transport.slowDown(answer.headers);
    if (error.type === 'NOT_FOUND') throw ForgeError.notFound(transport.host, subject, 'given');
    if (error.type === 'FORBIDDEN') throw ForgeError.forbidden(transport.host, subject, error.message);
    throw intent === 'merge'
      ? ForgeError.notMergeable(subject, error.message)
      : ForgeError.refused(transport.host, answer.status, error.message);
  }

  /** @throws ForgeError `notFound` where there is no such pull request */
  missing({ owner, name }: RepositoryRef): ForgeError {
    return ForgeError.notFound(this.transport.host, `${owner}/${name}`, 'given');
  }
}
