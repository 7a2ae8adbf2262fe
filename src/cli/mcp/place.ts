import type { Environment, Service } from '../../core/catalog/catalog';
import * as z from 'zod';
import { BranchlineError } from '../../core/support/errors';
import { message } from '../../core/support/message';
import type { CliContext } from '../context';
import { serviceFor } from '../repository/knownService';
import { namedCatalog, serviceNamed } from '../repository/services';
import type { Asked } from './question';

const words = z.object({ from: z.string().optional(), reason: z.string().optional() });

/** The fleet that tools are about: the catalog alone says which repositories that are. */
export class Place {
  constructor(
    private readonly catalog: string | undefined,
    private readonly context: CliContext,
  ) {}

  /** For the commands that go by the catalog. */
  get options(): readonly string[] {
    return this.catalog === undefined ? [] : [`--catalog=${this.catalog}`];
  }

  /** @throws BranchlineError where the catalog has none of that name, or cannot be read */
  async service(name: string, signal: AbortSignal): Promise<Service> {
    const { catalog } = await namedCatalog(this.catalog, this.context);
    return serviceNamed(name, catalog, { ...this.context, signal });
  }

  /** What the person who is asked about a pull request is told of where it leads. */
  async asked(
    given: Readonly<Record<string, unknown>>,
    towards: 'to' | 'environment',
    signal: AbortSignal,
  ): Promise<Asked & { readonly isProtected: boolean }> {
    const { name, environments, edges } = await this.service(String(given['service']), signal);
    const environment = String(given[towards]);
    const { from, reason } = words.parse(given);
    const { branch } = environments.find((one) => one.name === environment) ?? {};
    return {
      service: name,
      from,
      environment,
      reason,
      hasPath: from === undefined || edges.some((edge) => edge.from === from && edge.to === environment),
      // Who lands on the branch lands in every environment that has it.
      isProtected: environments.some((one) => one.branch === branch && one.protected),
    };
  }

  /** The options that name the repository of a service, and the branches of its environments. */
  async branches(
    { service: name, ...environments }: { readonly service: string } & Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    const service = await this.service(name, signal);
    const judged = await serviceFor([service.repository], this.catalog, { ...this.context, signal });
    if (judged.name !== undefined && judged.name !== name) {
      throw new BranchlineError(
        'cli/sharedRepository',
        message('{service} has its repository together with {other}, by whose rules this would be judged.', {
          service: name,
          other: judged.name,
        }),
      );
    }
    return [
      `--repo=${service.repository}`,
      ...Object.entries(environments).map(
        ([option, environment]) => `--${option}=${environmentNamed(environment, service).branch}`,
      ),
      ...this.options,
    ];
  }
}

function environmentNamed(name: string, { name: service, environments }: Service): Environment {
  const found = environments.find((environment) => environment.name === name);
  if (found) return found;
  const known = environments.map((environment) => environment.name).join(', ');
  throw new BranchlineError(
    'cli/noEnvironment',
    message('{service} has no environment {environment}. It has: {known}', { service, environment: name, known }),
  );
}
