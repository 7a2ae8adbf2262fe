import type { RepositoryRef, Reviews } from '../types';
import { reviewsAnswer } from './answers';
import type { GitHubGraphql } from './graphql';

export const reviewsQuery = `query($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      latestOpinionatedReviews(first: 100, writersOnly: true) { nodes { state author { login } } }
      reviewRequests(first: 100) { nodes { requestedReviewer { ... on User { login } ... on Team { slug } } } }
    }
  }
}`;

/**
 * The last word of each who may write, which is who counts; REST tells of everybody, and not who may. What is approved is
 * what was there then. Source: GitHub's GraphQL reference, "PullRequest.latestOpinionatedReviews".
 */
export async function readReviews(
  graphql: GitHubGraphql,
  repository: RepositoryRef,
  number: number,
  signal: AbortSignal,
): Promise<Reviews> {
  const variables = { owner: repository.owner, name: repository.name, number };
  const { data } = await graphql.ask(reviewsAnswer, { query: reviewsQuery, variables }, 'read', repository, signal);
  const found = data?.repository?.pullRequest;
  if (!found) throw graphql.missing(repository);
  const said = found.latestOpinionatedReviews?.nodes ?? [];
  const by = (state: string) => said.flatMap((one) => (one?.state === state && one.author ? [one.author.login] : []));
  const asked = (found.reviewRequests?.nodes ?? []).map((one) => one?.requestedReviewer);
  return {
    approvedBy: by('APPROVED'),
    changesRequestedBy: by('CHANGES_REQUESTED'),
    requested: asked.map((who) => who?.login || who?.slug || '').filter((name) => name !== ''),
  };
}
