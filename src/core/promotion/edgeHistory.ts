import { Ladder } from './baseline/ladder';
import type { EdgeRequest, PlanMemory } from './edge';
import type { Chain } from './history/chain';
import { Deployments } from './history/deployments';
import { Witness } from './merge/witness';

/** What the histories of both ends of an edge tell. */
export interface EdgeHistory {
  readonly chains: { readonly source: Chain; readonly target: Chain };
  readonly deployments: Deployments;
  readonly ladder: Ladder;
  readonly witness: Witness;
}

const nothing: Chain = { commits: [], index: new Map() };

/** Histories whose ancestors are loaded; those of a branch that nothing is promoted to have no source. */
export function edgeHistory(
  { reader, history }: PlanMemory,
  request: Omit<EdgeRequest, 'target'> & { readonly target: string },
): EdgeHistory {
  const { from, to, source, target, pinned, fetch } = request;
  const chains = { source: source === undefined ? nothing : history.chain(source), target: history.chain(target) };
  const deployments = new Deployments(reader, history, to, chains.target, request.pullRequests);
  const ladder = new Ladder(reader, deployments, { source: { branch: from, chain: chains.source }, pinned, fetch });
  const witness = new Witness(
    reader,
    history,
    { branch: from, chain: chains.source },
    { branch: to, chain: chains.target },
    ladder,
  );
  return { chains, deployments, ladder, witness };
}
