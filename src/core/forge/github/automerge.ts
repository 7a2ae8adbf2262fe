import * as z from 'zod';
import { ForgeError } from '../errors';
import { parseAnswer } from '../http/parse';
import type { Transport } from '../http/transport';
import type { MergeRequest, PinnedMerge, RepositoryRef } from '../types';

const errors = z.array(z.object({ type: z.string().nullish(), message: z.string().catch('') })).nullish();

const standing = z.object({
  data: z
    .object({
      repository: z
        .object({
          pullRequest: z
            .object({
              id: z.string(),
              autoMergeRequest: z.object({}).nullish(),
              timelineItems: z.object({ totalCount: z.number() }),
            })
            .nullish(),
        })
        .nullish(),
    })
    .nullish(),
  errors,
});

const enabled = z.object({ errors });

const standingQuery = `query($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      id
      autoMergeRequest { enabledAt }
      timelineItems(first: 1, itemTypes: [AUTO_MERGE_DISABLED_EVENT]) { totalCount }
    }
  }
}`;

const enableMutation = `mutation($id: ID!, $head: GitObjectID!, $method: PullRequestMergeMethod!) {
  enablePullRequestAutoMerge(input: { pullRequestId: $id, expectedHeadOid: $head, mergeMethod: $method }) {
    clientMutationId
  }
}`;

/** GitHub's own merging by itself, which only GraphQL speaks of. Source: GitHub's GraphQL reference, "enablePullRequestAutoMerge". */
export class GitHubAutomerge {
  constructor(
    private readonly transport: Transport,
    private readonly graphqlUrl: string,
  ) {}

  async standing(repository: RepositoryRef, number: number, signal: AbortSignal): Promise<MergeRequest> {
    const { autoMergeRequest, timelineItems } = await this.look(repository, number, signal);
    if (autoMergeRequest) return 'asked';
    return timelineItems.totalCount > 0 ? 'withdrawn' : 'none';
  }

  async request(repository: RepositoryRef, number: number, wanted: PinnedMerge, signal: AbortSignal): Promise<void> {
    const { id, autoMergeRequest } = await this.look(repository, number, signal);
    if (autoMergeRequest) return;
    const variables = { id, head: wanted.head, method: wanted.style.toUpperCase() };
    await this.ask(enabled, { query: enableMutation, variables }, 'merge', repository, signal);
  }

  private async look(repository: RepositoryRef, number: number, signal: AbortSignal) {
    const variables = { owner: repository.owner, name: repository.name, number };
    const { data } = await this.ask(standing, { query: standingQuery, variables }, 'read', repository, signal);
    const found = data?.repository?.pullRequest;
    if (found) return found;
    throw ForgeError.notFound(this.transport.host, `${repository.owner}/${repository.name}`, 'given');
  }

  /** An answer with errors is one that GraphQL refuses, with the status of a good one. */
  private async ask<T extends z.infer<typeof enabled>>(
    schema: z.ZodType<T>,
    body: object,
    intent: 'read' | 'merge',
    { owner, name }: RepositoryRef,
    signal: AbortSignal,
  ): Promise<T> {
    const { transport } = this;
    const subject = `${owner}/${name}`;
    const request = { method: 'POST', path: this.graphqlUrl, subject, intent, body, lane: 'action' } as const;
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
}
