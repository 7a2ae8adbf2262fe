import type { Cell, EdgeSnapshot, FleetSnapshot } from '../../../src/core/fleet/state/snapshot';

/** What a snapshot says, without when it was observed: two that say the same are equal. */
export function told({ cells, edges }: FleetSnapshot): Readonly<Record<string, unknown>> {
  const said: readonly (readonly [string, unknown])[] = [
    ...[...cells.values()].map(ofCell),
    ...[...edges.values()].map(ofEdge),
  ];
  return Object.fromEntries(said);
}

function ofCell({ id, head, pipeline, live, health, drift, connection }: Cell) {
  const counts = drift.kind === 'known' ? { ...drift.report.counts } : drift.reason;
  const said = {
    head: head.kind === 'known' ? head.commit.sha : head.reason,
    pipeline: pipeline.kind === 'known' ? [pipeline.commit, pipeline.verdict, pipeline.inFlight] : pipeline.reason,
    live: live.kind === 'exact' ? live.deployment.sha : live.kind,
    health: health.kind === 'known' ? health.verdict : health.reason,
    ...{ drift: counts, connection: connection.kind },
  };
  return [id, said] as const;
}

function ofEdge({ id, plan, pullRequests }: EdgeSnapshot) {
  const said = {
    plan: plan.kind === 'known' ? [plan.plan.state, plan.plan.items.length] : plan.reason,
    open: pullRequests.kind === 'known' ? pullRequests.open.map(({ number }) => number) : pullRequests.reason,
  };
  return [id, said] as const;
}

/** When each fact was observed that a forge tells. */
export function observedAtForge({ cells, edges }: FleetSnapshot): readonly number[] {
  const facts = [
    ...[...cells.values()].flatMap(({ head, pipeline }) => [head, pipeline]),
    ...[...edges.values()].map(({ pullRequests }) => pullRequests),
  ];
  return facts.flatMap((fact) => (fact.kind === 'known' ? [fact.observed.at] : []));
}
