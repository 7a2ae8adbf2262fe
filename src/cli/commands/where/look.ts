import type { Service } from '../../../core/catalog/catalog';
import { placesIn } from '../../../core/where/change';
import type { Question } from '../../../core/where/question';
import { follow, type Followed } from '../../../core/where/follow';
import type { Ways } from '../../../core/where/where';
import type { CliContext } from '../../context';
import { openForReading } from '../../repository/openForReading';
import type { WhereCall } from './call';
import { Plans, type EdgeFacts } from './plans';

export interface FoundIn extends Followed {
  readonly service: string;
  /** By `from>to`, where something waits. */
  readonly edges: ReadonlyMap<string, EdgeFacts>;
}

/** Looks for it in one service. @throws BranchlineError where its repository or its rules cannot be read */
export async function lookIn(
  service: Service,
  question: Question,
  call: WhereCall,
  context: CliContext,
): Promise<FoundIn> {
  const { signal } = context;
  const options = { repo: service.repository, ...(call.catalog === undefined ? {} : { catalog: call.catalog }) };
  const branches = service.environments.map(({ branch }) => branch);
  const opened = await openForReading(options, branches, context);
  try {
    const { memory, heads } = opened;
    const places = await placesIn(memory, service.environments, heads, signal);
    const plans = new Plans(service, opened, context);
    const ways: Ways = { places, edges: service.edges, planOf: (edge) => plans.of(edge) };
    const { journeys, isCut } = await follow(memory, ways, question, call.limit, signal);
    const edges = await plans.waiting(journeys, call);
    return { service: service.name, journeys, edges, isCut };
  } finally {
    opened.dispose();
  }
}
