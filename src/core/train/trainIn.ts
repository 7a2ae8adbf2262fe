import type { PullRequest } from '../forge/types';
import { isSha } from '../git/names';
import { promotionLines } from '../promotion/record/recorded';
import type { Sha } from '../support/sha';
import type { TrainManifest } from './manifest';
import { manifestOf } from './manifestText';

/** What a pull request says of the train that it is a part of. */
export interface TrainPullRequest {
  readonly id: string;
  readonly manifest: TrainManifest;
  /** The tree that it says that it brings. */
  readonly promised: Sha;
}

/**
 * The train of a pull request, if it is one of ours on this edge, from a branch of ours in this very repository. The name is
 * held against all that is said; whether what it names is to be had at all, only a catalog tells.
 * @param edge by branches
 */
export function trainIn(
  pullRequest: Pick<PullRequest, 'body' | 'head'>,
  edge: { readonly from: string; readonly to: string },
): TrainPullRequest | undefined {
  const lines = promotionLines(pullRequest, edge);
  if (!lines.includes('Branchline-Train: ')) return undefined;
  const found = manifestOf(lines);
  const promised = /^Train-Tree: ([0-9a-f]+)$/m.exec(lines)?.[1] ?? '';
  return found && isSha(promised) ? { ...found, promised } : undefined;
}

/** The pull request that counts for a service: one that landed, else one that is open, else the newest that was closed. */
export function ofTrain(
  id: string,
  edge: { readonly from: string; readonly to: string },
  pullRequests: readonly PullRequest[],
): { readonly pullRequest: PullRequest; readonly promised: Sha } | undefined {
  const rank = { merged: 0, open: 1, closed: 2 } as const;
  const own = pullRequests.flatMap((pullRequest) => {
    const said = trainIn(pullRequest, edge);
    return said?.id === id ? [{ pullRequest, promised: said.promised }] : [];
  });
  return own.sort(
    ({ pullRequest: one }, { pullRequest: other }) => rank[one.state] - rank[other.state] || other.number - one.number,
  )[0];
}

/**
 * Somebody else's open pull request on the same way: ours that names no train or another one, or a person's from the source.
 */
export function takenBy(
  id: string | undefined,
  edge: { readonly from: string; readonly to: string },
  open: readonly PullRequest[],
): PullRequest | undefined {
  return open.find((pullRequest) => {
    const isOnWay = pullRequest.head.branch === edge.from || promotionLines(pullRequest, edge) !== '';
    return isOnWay && (id === undefined || trainIn(pullRequest, edge)?.id !== id);
  });
}
