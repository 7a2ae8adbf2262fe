import type { PullRequest } from '../../core/forge/types';
import type { EdgeSnapshot, FleetSnapshot } from '../../core/fleet/state/snapshot';
import { cellId, edgeId } from '../../core/fleet/state/snapshot';
import type { PipelineState } from '../../core/pipeline/state';
import type { Commit } from '../../core/git/objects';
import { carsOf, stepsOf, type TrainManifest } from '../../core/train/manifest';
import { manifestOf } from '../../core/train/manifestText';
import { trainIn } from '../../core/train/trainIn';

interface Found {
  readonly id: string;
  readonly manifest: TrainManifest;
}

/** Texts are read once. */
const inCommits = new WeakMap<Commit, { readonly found: Found | undefined }>();
const inPullRequests = new WeakMap<PullRequest, { readonly found: Found | undefined }>();

/**
 * The release trains that the fleet tells of by itself, whoever began them: by pull requests that are open, or ended since, and
 * by the newest commit of each branch. Hints, and no more: how a train stands is looked at.
 */
export function trainsIn({ cells, edges }: FleetSnapshot): ReadonlyMap<string, TrainManifest> {
  const trains = new Map<string, TrainManifest>();
  const add = (service: string, found: Found | undefined) => {
    // Only what says of this very service that it takes part counts.
    if (found && carsOf(found.manifest).some((car) => car.service === service)) trains.set(found.id, found.manifest);
  };
  for (const edge of edges.values()) {
    if (edge.pullRequests.kind !== 'known') continue;
    const { open, ended = [] } = edge.pullRequests;
    for (const pullRequest of [...open, ...ended]) add(edge.service.name, ofPullRequest(pullRequest, edge));
  }
  for (const { head, service } of cells.values()) {
    if (head.kind === 'known') add(service.name, ofCommit(head.commit));
  }
  return trains;
}

function ofPullRequest(pullRequest: PullRequest, { from, to }: EdgeSnapshot): Found | undefined {
  const kept = inPullRequests.get(pullRequest);
  if (kept) return kept.found;
  const found = trainIn(pullRequest, { from: from.branch, to: to.branch });
  inPullRequests.set(pullRequest, { found });
  return found;
}

function ofCommit(commit: Commit): Found | undefined {
  const kept = inCommits.get(commit);
  if (kept) return kept.found;
  const found = commit.message.includes('Branchline-Train: ') ? manifestOf(commit.message) : undefined;
  inCommits.set(commit, { found });
  return found;
}

/** By name: a check that is required may be reported while the pipeline as a whole says what it said. */
function checksOf({ commit, contexts }: PipelineState) {
  return [commit, ...contexts.map(({ name, verdict, inFlight }) => [name, verdict, inFlight])];
}

/** All by which the fleet would notice that a train has gone on: while it stays, nobody need look at the train again. */
export function factsOf({ cells, edges }: FleetSnapshot, manifest: TrainManifest): string {
  const cars = carsOf(manifest).map(({ service }) => service);
  const ofCell = (service: string, environment: string) => {
    const cell = cells.get(cellId(service, environment));
    if (!cell) return null;
    const { head, pipeline } = cell;
    return [
      head.kind === 'known' ? head.commit.sha : head.kind,
      pipeline.kind === 'known' ? checksOf(pipeline) : pipeline.kind,
    ];
  };
  const ofEdge = (service: string, from: string, to: string) => {
    const pullRequests = edges.get(edgeId(service, from, to))?.pullRequests;
    if (pullRequests?.kind !== 'known') return null;
    return pullRequests.open.map(({ number, head, mergeable, body }) => [number, head.commit, mergeable, body.length]);
  };
  return JSON.stringify([
    cars.map((service) => manifest.way.map((environment) => ofCell(service, environment))),
    cars.map((service) => stepsOf(manifest).map(({ from, to }) => ofEdge(service, from, to))),
  ]);
}
