import type { Environment, Service } from '../../core/catalog/catalog';
import { BranchlineError } from '../../core/support/errors';
import { message } from '../../core/support/message';
import type { CliContext } from '../context';
import { namedCatalog, serviceNamed } from '../repository/services';

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

  /** Whether the catalog asks for a second confirmation there. */
  async isProtected(service: string, environment: string, signal: AbortSignal): Promise<boolean> {
    return environmentNamed(environment, await this.service(service, signal)).protected;
  }

  /** The options that name the repository of a service, and the branches of its environments. */
  async branches(
    { service: name, ...environments }: { readonly service: string } & Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    const service = await this.service(name, signal);
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
