import type { Service } from '../../../core/catalog/catalog';
import type { CodeChanges, KnownForge } from '../../../core/change/code/commits';
import { registriesOf, type CodeSources } from '../../../core/change/code/imageCode';
import type { CodeQuestion } from '../../../core/change/code/where/contains';
import { revisionsThere, type RevisionsThere } from '../../../core/change/code/where/revisions';
import { whereCode, type CodeFound, type CodeWays } from '../../../core/change/code/where/whereCode';
import { parseRemote } from '../../../core/forge/remote';
import { RememberedRegistry } from '../../../core/registry/remembered';
import { systemClock } from '../../../core/support/clock';
import { Lru } from '../../../core/support/lru';
import { placesIn } from '../../../core/where/change';
import type { Ways } from '../../../core/where/where';
import type { CliContext } from '../../context';
import { forgesOf } from '../../repository/code';
import { openForReading } from '../../repository/openForReading';
import type { OpenRepository } from '../../repository/openRepository';
import { registryClient } from '../../repository/registry';
import type { WhereCall } from './call';
import { Plans, type EdgeFacts } from './plans';

export interface CodeFoundIn extends CodeFound {
  readonly service: string;
  /** By `from>to`, where something waits. */
  readonly edges: ReadonlyMap<string, EdgeFacts>;
}

const mostComparisons = 5_000;

/** Looks for a commit of code in services, for one run: registries and forges are asked once for the same. */
export class CodeSearch {
  private readonly registry: CodeSources['registry'];
  private readonly kept = new Lru<string, CodeChanges>(mostComparisons);
  private readonly forges = new Map<string, Promise<readonly KnownForge[]>>();

  constructor(
    private readonly call: WhereCall,
    context: CliContext,
  ) {
    this.registry = new RememberedRegistry(registryClient(context, call.plainHttp));
  }

  /**
   * Nothing is opened of a service for which the catalog names no image.
   * @throws BranchlineError where its repository or its rules cannot be read
   */
  async lookIn(question: CodeQuestion, service: Service, context: CliContext): Promise<CodeFoundIn> {
    const nothing = { service: service.name, journeys: [], untold: [], edges: new Map<string, EdgeFacts>() };
    return this.opened(service, context, nothing, async (within, plans) => {
      const found = await whereCode(within, question, context.signal);
      return { ...found, service: service.name, edges: await plans.waiting(found.journeys, this.call) };
    });
  }

  /** The whole names of commits that images of a service say that they were built from. @throws as `lookIn` */
  revisionsIn(service: Service, context: CliContext): Promise<RevisionsThere> {
    return this.opened(service, context, { revisions: [], untold: 0 }, (within) =>
      revisionsThere(within, context.signal),
    );
  }

  private async opened<T>(
    service: Service,
    context: CliContext,
    nothing: T,
    look: (within: CodeWays, plans: Plans) => Promise<T>,
  ): Promise<T> {
    if ((service.updates ?? []).length === 0) return nothing;
    const { catalog } = this.call;
    const { signal } = context;
    const options = { repo: service.repository, ...(catalog === undefined ? {} : { catalog }) };
    const branches = service.environments.map(({ branch }) => branch);
    const opened = await openForReading(options, branches, context);
    try {
      const { memory, heads } = opened;
      const { environments, edges } = service;
      const plans = new Plans(service, opened, context);
      const places = await placesIn(memory, environments, heads, signal);
      const ways: Ways = { places, edges, planOf: (edge) => plans.of(edge) };
      const sources = this.sourcesOf(opened, service, context);
      return await look({ memory, environments, ways, content: opened.service.content, sources }, plans);
    } finally {
      opened.dispose();
    }
  }

  private sourcesOf(opened: OpenRepository, service: Service, context: CliContext): CodeSources {
    const { registry, kept } = this;
    const rules = service.updates ?? [];
    const { url } = opened.remote;
    const host = parseRemote(url)?.host ?? url;
    const forges = (signal: AbortSignal) => {
      const found = this.forges.get(host) ?? forgesOf(opened, { ...context, signal });
      this.forges.set(host, found);
      return found;
    };
    return { registry, kept, forges, rules, registries: registriesOf(rules), clock: systemClock };
  }
}
