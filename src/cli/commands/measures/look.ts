import type { Service } from '../../../core/catalog/catalog';
import { GitError } from '../../../core/git/errors';
import { Histories, type Environments } from '../../../core/measures/histories';
import { measureEnvironment, type MeasuredEnvironment } from '../../../core/measures/measure';
import { placesIn, upstreamAt, type Place } from '../../../core/where/change';
import type { CliContext } from '../../context';
import { verdictSource, type VerdictSource } from '../../repository/deploymentVerdicts';
import { openForReading } from '../../repository/openForReading';
import type { MeasuresCall } from './call';

export interface MeasuredService {
  readonly service: string;
  readonly environments: readonly MeasuredEnvironment[];
  /** Environments that the catalog names and whose branch is not there. */
  readonly missing: readonly string[];
  /** Why the forge did not tell how the deployments went. */
  readonly verdictFailure: string | undefined;
}

/** Reads the deployments of one service. @throws BranchlineError where its repository cannot be read, or is cut */
export async function measureService(
  service: Service,
  call: MeasuresCall,
  context: CliContext,
): Promise<MeasuredService> {
  const { signal } = context;
  const options = { repo: service.repository, ...(call.catalog === undefined ? {} : { catalog: call.catalog }) };
  const branches = service.environments.map(({ branch }) => branch);
  const opened = await openForReading(options, branches, context);
  try {
    const { memory, heads, repository } = opened;
    if (repository.place.shallow.size > 0) throw GitError.shallow(repository.where);
    const places = await placesIn(memory, service.environments, heads, signal);
    const verdicts = await verdictSource(opened, context);
    const histories = new Histories(memory, await environmentsOf(service, places, verdicts), signal);
    const measured: MeasuredEnvironment[] = [];
    const wanted = (name: string) => call.environment === undefined || call.environment === name;
    for (const place of places.filter(({ environment }) => wanted(environment))) {
      const where = { service: service.name, place };
      measured.push(await measureEnvironment(memory, histories, where, call, verdicts.ask));
    }
    const there = new Set(places.map(({ environment }) => environment));
    const missing = service.environments.map(({ name }) => name).filter((name) => wanted(name) && !there.has(name));
    return { service: service.name, environments: measured, missing, verdictFailure: verdicts.failure() };
  } finally {
    opened.dispose();
  }
}

async function environmentsOf(
  { edges }: Service,
  places: readonly Place[],
  { landed }: VerdictSource,
): Promise<Environments> {
  const texts = places.map(async ({ environment, branch }) => {
    const from = upstreamAt(places, edges, environment).map((source) => source.branch);
    return [environment, await landed(from, branch)] as const;
  });
  return { places, edges, pullRequests: new Map(await Promise.all(texts)) };
}
