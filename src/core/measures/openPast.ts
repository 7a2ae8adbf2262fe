import type { PlanMemory } from '../promotion/edge';
import { placesIn, upstreamAt, type Place } from '../where/change';
import { Histories } from './histories';
import type { VerdictSource } from './verdictSource';

/** The environments of a service, as its catalog has them. */
export interface ServiceEnvironments {
  readonly environments: Parameters<typeof placesIn>[1];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
}

/** The past of a service's environments. */
export interface OpenPast {
  readonly histories: Histories;
  /** In the order of promotion; only those whose branch is there. */
  readonly places: readonly Place[];
  /** Environments that the catalog names and whose branch is not there. */
  readonly missing: readonly string[];
}

/** @throws GitError where history is missing */
export async function openPast(
  memory: PlanMemory,
  service: ServiceEnvironments,
  heads: Parameters<typeof placesIn>[2],
  verdicts: VerdictSource,
  signal: AbortSignal,
): Promise<OpenPast> {
  const places = await placesIn(memory, service.environments, heads, signal);
  const texts = places.map(async ({ environment, branch }) => {
    const from = upstreamAt(places, service.edges, environment).map((source) => source.branch);
    return [environment, await verdicts.landed(from, branch)] as const;
  });
  const branches = new Set(service.environments.map(({ branch }) => branch));
  const others = [...heads].flatMap(([branch, head]) => (branches.has(branch) ? [] : [memory.history.chain(head)]));
  const environments = { places, others, edges: service.edges, pullRequests: new Map(await Promise.all(texts)) };
  const there = new Set(places.map(({ environment }) => environment));
  const missing = service.environments.map(({ name }) => name).filter((name) => !there.has(name));
  return { histories: new Histories(memory, environments, signal), places, missing };
}
