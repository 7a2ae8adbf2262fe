import { isSettled } from '../../cluster/gitops';
import type { Edge } from '../../catalog/catalog';
import { hasPassed } from '../../pipeline/rollUp';
import type { PipelineState } from '../../pipeline/state';
import type { Instant } from '../../support/clock';
import { short, type Sha } from '../../support/sha';
import type { Unknown } from '../../support/observation';
import { inEnglish } from '../../support/message';
import { instantText, spanText } from './times';
import type { Gate } from './gate';
import type { GateFacts } from './gateFacts';

/** Who says since when the content runs, and until when that was seen. */
interface Witness {
  readonly who: string;
  readonly since: Instant;
  readonly until: Instant;
}

/**
 * How long the content of the source commit has run healthy in the environment that it comes from. Nothing is remembered
 * for it: each witness keeps its own times, so that the answer is the same after a restart and for everybody.
 *
 * - A controller (Argo CD, Flux): since it applied the commit and has been healthy.
 * - The cluster: since its objects were last written, its rollouts ended and its workloads have been available.
 * - The pipeline: since all checks of the commit had passed. It counts only where no cluster can be seen that says since when.
 *
 * Of the first two the later one counts: what broke in between and came back has to be proven anew.
 * @see docs/promotion.md, "Gates"
 */
export function soakGate(edge: Edge, facts: GateFacts, commit: Sha | null, now: Instant): readonly Gate[] {
  const { soakMs } = edge.gates;
  if (soakMs === 0) return [];
  const about = { name: 'soak', required: true } as const;
  const asked = `${spanText(soakMs)} are asked for.`;
  if (commit === null) return [{ ...about, kind: 'unknown', said: `There is no commit that could run. ${asked}` }];
  const run = facts.sameContent?.includes(commit) ? facts.sameContent : [commit];
  const contrary = contradiction(facts, run);
  if (contrary !== undefined) {
    return [{ ...about, kind: 'notPassed', said: `${edge.from} ${contrary}. ${asked}` }];
  }
  const witness = clusterSide(facts, run, now) ?? pipelineWitness(facts, run, now);
  if (!witness) {
    const why = whyUnknown(facts);
    return [
      {
        ...about,
        kind: 'unknown',
        said: `Nothing proves since when ${edge.from} has run this commit: ${why}. ${asked}`,
      },
    ];
  }
  const { who, since, until } = witness;
  const proven = Math.max(0, until - since);
  const said = `${edge.from} has run this content since ${instantText(since)}, says ${who}: ${spanText(proven)}. ${asked}`;
  return proven >= soakMs
    ? [{ ...about, kind: 'passed', said }]
    : [{ ...about, kind: 'notPassed', said, until: since + soakMs }];
}

/** What is seen now and cannot be, had the content soaked. */
function contradiction({ live, health }: GateFacts, run: readonly Sha[]): string | undefined {
  if (live?.kind === 'exact' && !run.includes(live.deployment.sha))
    return `runs ${short(live.deployment.sha)}, not this commit`;
  if (live?.kind === 'mixed') return 'runs parts of several deployments';
  if (health?.kind === 'known' && health.verdict !== 'healthy' && health.verdict !== 'unknown')
    return `runs it, and is ${health.verdict}`;
  return undefined;
}

function clusterSide(facts: GateFacts, run: readonly Sha[], now: Instant): Witness | undefined {
  const seen = [controllerWitness(facts, run), clusterWitness(facts, run, now)].filter((one) => one !== undefined);
  return seen.toSorted((one, other) => other.since - one.since)[0];
}

function controllerWitness({ controller }: GateFacts, run: readonly Sha[]): Witness | undefined {
  if (!controller) return undefined;
  const { status, observed } = controller;
  if (status.applied === undefined || !run.includes(status.applied) || status.health !== 'healthy') return undefined;
  if (!isSettled(status)) return undefined;
  // Newest first: the content has been there since the oldest of those in a row that have it.
  const history = status.history ?? [];
  const end = history.findIndex((entry) => !run.includes(entry.commit));
  const applied = history.slice(0, end < 0 ? history.length : end).at(-1)?.since;
  const times = [applied, status.healthySince].map((time) => Date.parse(time ?? ''));
  if (times.some(Number.isNaN)) return undefined;
  return { who: `${status.kind} ${status.name}`, since: Math.max(...times), until: observed.at };
}

function clusterWitness({ live, health, steadySince, connection }: GateFacts, run: readonly Sha[], now: Instant) {
  if (live?.kind !== 'exact' || !run.includes(live.deployment.sha)) return undefined;
  if (health?.kind !== 'known' || health.verdict !== 'healthy' || steadySince === undefined) return undefined;
  const until = connection?.kind === 'live' ? now : health.observed.at;
  return { who: health.observed.source, since: steadySince, until };
}

function pipelineWitness(facts: GateFacts, run: readonly Sha[], now: Instant): Witness | undefined {
  const passed = [facts.originPipeline, facts.pipeline]
    .filter((one): one is PipelineState => one?.kind === 'known' && run.includes(one.commit) && hasPassed(one))
    .map(({ contexts }) => Math.max(...contexts.map(({ updatedAt }) => Date.parse(updatedAt))))
    .filter((time) => !Number.isNaN(time));
  if (passed.length === 0) return undefined;
  const healthy = facts.health?.kind === 'known' && facts.health.verdict === 'healthy' && facts.live?.kind === 'exact';
  const seen = healthy ? 'it is healthy now' : 'whether it is healthy now is not seen';
  return { who: `its pipeline (${seen})`, since: Math.min(...passed), until: now };
}

function whyUnknown({ live, health, pipeline }: GateFacts): string {
  const reason = (fact: { readonly kind: string } | undefined) =>
    fact?.kind === 'unknown' ? inEnglish((fact as Unknown).said).replace(/\.$/, '') : undefined;
  const cluster = reason(live) ?? reason(health) ?? (live ? 'the cluster does not tell' : 'no cluster was looked at');
  const checks = reason(pipeline) ?? (pipeline ? 'its pipeline has not passed' : 'its pipeline is not known');
  return `${cluster}; ${checks}`;
}
