import type { Service } from '../../../core/catalog/catalog';
import type { Plan } from '../../../core/promotion/plan';
import { placesIn } from '../../../core/where/change';
import type { Question } from '../../../core/where/question';
import { follow, type Followed } from '../../../core/where/follow';
import type { Journey, Ways } from '../../../core/where/where';
import type { CliContext } from '../../context';
import { gatesBetween, type GatesDocument } from '../../repository/gates';
import { openForReading } from '../../repository/openForReading';
import { openOnEdge, type OpenDocument } from '../../repository/openPullRequests';
import type { OpenRepository } from '../../repository/openRepository';
import { planBetween } from '../../repository/planBetween';
import type { WhereCall } from './call';

/** What stands between two environments. */
export interface EdgeFacts {
  readonly gates?: GatesDocument | undefined;
  /** Nothing where nobody was asked, or the forge did not answer. */
  readonly pullRequests?: readonly OpenDocument[] | undefined;
}

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

type Names = { readonly from: string; readonly to: string };

/** The plan of each path, made once, and what else holds it up. */
class Plans {
  private readonly made = new Map<string, Promise<Plan>>();

  constructor(
    private readonly service: Service,
    private readonly opened: OpenRepository,
    private readonly context: CliContext,
  ) {}

  of(edge: Names): Promise<Plan> {
    const key = keyOf(edge);
    const kept = this.made.get(key) ?? this.make(edge);
    this.made.set(key, kept);
    return kept;
  }

  async waiting(journeys: readonly Journey[], call: WhereCall): Promise<ReadonlyMap<string, EdgeFacts>> {
    const edges = journeys.flatMap(({ environments }) =>
      environments.flatMap(({ environment, waits }) =>
        waits?.why === 'pending' ? [{ from: waits.from, to: environment }] : [],
      ),
    );
    const facts = new Map<string, EdgeFacts>();
    for (const edge of edges) if (!facts.has(keyOf(edge))) facts.set(keyOf(edge), await this.factsOf(edge, call));
    return facts;
  }

  private async factsOf(edge: Names, call: WhereCall): Promise<EdgeFacts> {
    const plan = await this.of(edge);
    const online = this.opened.fetch !== undefined; // a folder is read as it is
    const { told } = await gatesBetween(this.opened, plan.edge, plan.source.commit, { ...call, online }, this.context);
    return { gates: told, ...(online ? { pullRequests: await openOnEdge(this.opened, plan, this.context) } : {}) };
  }

  private async make({ from, to }: Names): Promise<Plan> {
    const branch = (name: string) => this.service.environments.find((one) => one.name === name)?.branch ?? name;
    return (await planBetween(this.opened, { from: branch(from), to: branch(to) }, this.context)).plan;
  }
}

export function keyOf({ from, to }: Names): string {
  return `${from}>${to}`;
}
