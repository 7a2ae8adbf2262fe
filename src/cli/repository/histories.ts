import type { Service } from '../../core/catalog/catalog';
import { GitError } from '../../core/git/errors';
import { Histories } from '../../core/measures/histories';
import { placesIn, upstreamAt, type Place } from '../../core/where/change';
import type { CliContext } from '../context';
import { verdictSource, type VerdictSource } from './deploymentVerdicts';
import { openForReading } from './openForReading';
import type { OpenRepository } from './openRepository';

/** A service whose past is looked at. */
export interface OpenHistories {
  readonly opened: OpenRepository;
  readonly histories: Histories;
  /** In the order of promotion; only those whose branch is there. */
  readonly places: readonly Place[];
  readonly verdicts: VerdictSource;
  /** Environments that the catalog names and whose branch is not there. */
  readonly missing: readonly string[];
}

/** Opens the past of one service, hands it out, and closes it. @throws BranchlineError where its repository cannot be read, or is cut */
export async function withHistories<T>(
  service: Service,
  { catalog }: { readonly catalog?: string | undefined },
  context: CliContext,
  use: (histories: OpenHistories) => Promise<T>,
): Promise<T> {
  const options = { repo: service.repository, ...(catalog === undefined ? {} : { catalog }) };
  const branches = service.environments.map(({ branch }) => branch);
  const opened = await openForReading(options, branches, context);
  try {
    const { memory, heads, repository } = opened;
    if (repository.place.shallow.size > 0) throw GitError.shallow(repository.where);
    const places = await placesIn(memory, service.environments, heads, context.signal);
    const verdicts = await verdictSource(opened, context);
    const texts = places.map(async ({ environment, branch }) => {
      const from = upstreamAt(places, service.edges, environment).map((source) => source.branch);
      return [environment, await verdicts.landed(from, branch)] as const;
    });
    const environments = { places, edges: service.edges, pullRequests: new Map(await Promise.all(texts)) };
    const histories = new Histories(memory, environments, context.signal);
    const there = new Set(places.map(({ environment }) => environment));
    const missing = service.environments.map(({ name }) => name).filter((name) => !there.has(name));
    return await use({ opened, histories, places, verdicts, missing });
  } finally {
    opened.dispose();
  }
}
