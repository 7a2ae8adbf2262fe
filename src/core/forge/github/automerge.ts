import * as z from 'zod';
import type { MergeRequest, PinnedMerge, RepositoryRef } from '../types';
import { graphqlErrors as errors, type GitHubGraphql } from './graphql';

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
  constructor(private readonly graphql: GitHubGraphql) {}

  async standing(repository: RepositoryRef, number: number, signal: AbortSignal): Promise<MergeRequest> {
    const { autoMergeRequest, timelineItems } = await this.look(repository, number, signal);
    if (autoMergeRequest) return 'asked';
    return timelineItems.totalCount > 0 ? 'withdrawn' : 'none';
  }

  async request(repository: RepositoryRef, number: number, wanted: PinnedMerge, signal: AbortSignal): Promise<void> {
    const { id, autoMergeRequest } = await this.look(repository, number, signal);
    if (autoMergeRequest) return;
    const variables = { id, head: wanted.head, method: wanted.style.toUpperCase() };
    await this.graphql.ask(enabled, { query: enableMutation, variables }, 'merge', repository, signal);
  }

  private async look(repository: RepositoryRef, number: number, signal: AbortSignal) {
    const variables = { owner: repository.owner, name: repository.name, number };
    const { data } = await this.graphql.ask(standing, { query: standingQuery, variables }, 'read', repository, signal);
    const found = data?.repository?.pullRequest;
    if (found) return found;
    throw this.graphql.missing(repository);
  }
}
