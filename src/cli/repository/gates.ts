import type { GateFacts } from '../../core/change/gates/gateFacts';
import type { Edge } from '../../core/catalog/catalog';
import { namesRollouts } from '../../core/change/gates/namesRollouts';
import type { GateVerdict } from '../../core/change/gates/gate';
import { gatesOf } from '../../core/change/gates/verdict';
import type { Cell } from '../../core/fleet/state/snapshot';
import { demandsOf } from '../../core/forge/demandsOf';
import type { ToldDemands } from '../../core/forge/types';
import { pipelineState } from '../../core/pipeline/rollUp';
import type { PipelineState } from '../../core/pipeline/state';
import { sameContent } from '../../core/promotion/history/sameContent';
import { reasonOf } from '../../core/support/errors';
import { short, type Sha } from '../../core/support/sha';
import type { CliContext } from '../context';
import { forgeOf, type FoundForge } from './forge';
import type { RepositoryOptions } from './options';
import type { OpenRepository } from './openRepository';
import { oneLine } from '../../core/support/oneLine';
import { unlessSilent } from './unlessSilent';

const clusterSeconds = '30';

export interface FoundGates {
  /** Nothing where the catalog has no promotion between the branches. */
  readonly verdict: GateVerdict | undefined;
  /** To be printed; nothing where nobody was asked, and the catalog asks for no more than a pipeline. */
  readonly told: GatesDocument | undefined;
  /** Of exactly the source commit. */
  readonly pipeline: PipelineState | undefined;
}

export const nothingFound: FoundGates = { verdict: undefined, told: undefined, pipeline: undefined };

/**
 * The gates of a promotion between two branches. The forge is asked where `online`, a cluster only where the catalog asks for
 * a soak or the source has a Rollout; what cannot be asked is unknown, and holds nobody up.
 */
export async function gatesBetween(
  opened: OpenRepository,
  branches: { readonly from: string; readonly to: string },
  commit: Sha | null,
  options: Pick<RepositoryOptions, 'catalog'> & { readonly online: boolean },
  context: CliContext,
): Promise<FoundGates> {
  const edge = edgeBetween(opened, branches);
  const forge = options.online && commit !== null ? await found(opened, context) : undefined;
  const checks = (of: Sha | undefined) => (of === undefined ? undefined : checksOf(forge, of, context));
  if (!edge || commit === null) return { ...nothingFound, pipeline: await checks(commit ?? undefined) };
  const run = await sameContent(opened.memory, commit, context.signal);
  const [pipeline, originPipeline, demands, cell] = await Promise.all([
    checks(commit),
    checks(run.length > 1 ? run.at(-1) : undefined),
    toldDemands(forge, branches.to, context),
    looksAtCluster(opened, edge, commit, context).then((looks) =>
      looks ? cellOf(opened, edge, options, context) : undefined,
    ),
  ]);
  const facts: GateFacts = {
    ...cell,
    ...(pipeline ? { pipeline } : {}),
    originPipeline,
    sameContent: run,
  };
  const verdict = gatesOf(edge, facts, { demands }, commit, Date.now());
  const isTold =
    forge?.kind === 'forge' || cell?.rollouts !== undefined || edge.gates.soakMs > 0 || edge.gates.freeze !== undefined;
  return { verdict, told: isTold ? gatesDocument(verdict) : undefined, pipeline };
}

/** The catalog's promotion from one branch to another, if it has one. */
export function edgeBetween(
  { service: { environments, edges } }: OpenRepository,
  { from, to }: { readonly from: string; readonly to: string },
): Edge | undefined {
  const branchOf = (name: string) => environments.find((environment) => environment.name === name)?.branch;
  return edges.find((edge) => branchOf(edge.from) === from && branchOf(edge.to) === to);
}

async function found({ remote }: OpenRepository, context: CliContext): Promise<FoundForge | undefined> {
  return unlessSilent('the forge is not known', context, (signal) => forgeOf(remote, { ...context, signal }));
}

async function checksOf(forge: FoundForge | undefined, commit: Sha, context: CliContext) {
  if (forge?.kind !== 'forge') return undefined;
  return unlessSilent(`the checks of ${short(commit)} are not known`, context, async (signal) => {
    const checks = await forge.client.checks(forge.repository, commit, signal);
    return pipelineState(commit, checks, { at: Date.now(), source: forge.client.identity.host });
  });
}

async function toldDemands(
  forge: FoundForge | undefined,
  branch: string,
  context: CliContext,
): Promise<ToldDemands | undefined> {
  if (forge?.kind !== 'forge') return undefined;
  const heads = await unlessSilent(`what ${branch} asks for is not known`, context, (signal) =>
    forge.client.heads(forge.repository, [branch], signal),
  );
  const [head] = heads ?? [];
  return head && demandsOf(head, { at: Date.now(), source: forge.client.identity.host });
}

/** Whether what runs on the source has to be looked at, and can be. */
async function looksAtCluster(
  { repository, service }: OpenRepository,
  { gates, from }: Edge,
  commit: Sha,
  { signal }: CliContext,
): Promise<boolean> {
  if (gates.soakMs > 0) return true;
  const source = service.environments.find(({ name }) => name === from);
  if (service.name === undefined || !source?.cluster) return false;
  return namesRollouts(repository, commit, service.content, from, signal);
}

/** What the cluster of the source says. Nothing where the catalog does not name the repository, or it cannot be looked at. */
async function cellOf(
  { service }: OpenRepository,
  { from }: Edge,
  options: Pick<RepositoryOptions, 'catalog'>,
  context: CliContext,
): Promise<CellFacts | undefined> {
  const { name } = service;
  return name === undefined ? undefined : lookAtCell({ service: name, environment: from }, options, context);
}

type CellFacts = Pick<Cell, 'connection' | 'live' | 'health' | 'rollouts' | 'steadySince' | 'controller'>;

/** One look at what runs in an environment; nothing where that cannot be. */
export async function lookAtCell(
  { service, environment }: { readonly service: string; readonly environment: string },
  { catalog }: Pick<RepositoryOptions, 'catalog'>,
  context: CliContext,
): Promise<CellFacts | undefined> {
  try {
    const { lookOnce } = await import('../commands/status/look');
    const where = { ...(catalog === undefined ? {} : { catalog }), service, timeout: clusterSeconds };
    const cell = (await lookOnce(where, context)).cells.get(`${service}/${environment}`);
    if (!cell) return undefined;
    const { connection, live, health, rollouts, steadySince, controller } = cell;
    return { connection, live, health, rollouts, steadySince, controller };
  } catch (error) {
    context.signal.throwIfAborted();
    context.warn(`branchline: what runs on ${environment} is not known: ${reasonOf(error)}`);
    return undefined;
  }
}

/** As JSON: what holds the promotion up, and why. */
export type GatesDocument = ReturnType<typeof gatesDocument>;

export function gatesDocument({ kind, gates }: GateVerdict) {
  return {
    verdict: kind,
    gates: gates.map(({ until, ...gate }) => ({
      ...gate,
      ...(until === undefined ? {} : { until: new Date(until).toISOString() }),
    })),
  };
}

const signs = { passed: '✓', notPassed: '✗', unknown: '?' } as const;

export function gateLines({ gates }: GatesDocument): readonly string[] {
  return gates.map(({ name, kind, required, said }) => {
    const shown = required ? '' : ' (shown only)';
    return `${signs[kind]} ${name}${shown}: ${oneLine(said, 400)}`;
  });
}
