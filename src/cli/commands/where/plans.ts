import type { Service } from '../../../core/catalog/catalog';
import type { Plan } from '../../../core/promotion/plan';
import type { Waits } from '../../../core/where/where';
import type { CliContext } from '../../context';
import { gatesBetween, type GatesDocument } from '../../repository/gates';
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

/** Environments, with what holds something back from them. */
interface Waiting {
  readonly environments: readonly { readonly environment: string; readonly waits?: Waits | undefined }[];
}

type Names = { readonly from: string; readonly to: string };

/** The plan of each path, made once, and what else holds it up. */
export class Plans {
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

  async waiting(journeys: readonly Waiting[], call: WhereCall): Promise<ReadonlyMap<string, EdgeFacts>> {
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
