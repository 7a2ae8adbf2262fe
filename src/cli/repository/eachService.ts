import type { Service } from '../../core/catalog/catalog';
import { hostsOf } from '../../core/fleet/hosts';
import { limitByHost } from '../../core/git/hostTurns';
import { BranchlineError, isAbort } from '../../core/support/errors';
import { inEnglish } from '../../core/support/message';
import { oneLine } from '../../core/support/oneLine';
import { redact } from '../../core/support/redact';
import type { CliContext } from '../context';
import { allServices, namedCatalog, serviceNamed } from './services';

/** Of one host; each has a git of its own. */
const servicesAtOnce = 4;

/** A service that could not be looked at. */
export interface ServiceFailure {
  readonly service: string;
  readonly code?: string;
  readonly said: string;
}

export interface LookedAt<T> {
  readonly found: readonly T[];
  readonly failures: readonly ServiceFailure[];
}

/**
 * Looks at all services of the catalog, or at the one that is named; one that fails holds up no other.
 * @throws BranchlineError where there is no catalog, or it has no such service
 */
export async function eachService<T>(
  { service, catalog: named }: { readonly service?: string | undefined; readonly catalog?: string | undefined },
  context: CliContext,
  look: (service: Service, context: CliContext) => Promise<T>,
): Promise<LookedAt<T>> {
  const { catalog } = await namedCatalog(named, context);
  const all =
    service === undefined
      ? await allServices(catalog, context)
      : { catalog: { ...catalog, services: [await serviceNamed(service, catalog, context)] }, failures: [] };
  const within = { ...context, catalogHosts: hostsOf(all.catalog) };
  const limit = limitByHost(servicesAtOnce);
  const looked = await Promise.all(
    all.catalog.services.map((one) =>
      limit(one.repository, context.signal, () => unlessFailed(one, within, () => look(one, within))),
    ),
  );
  const undiscovered = all.failures.map(({ subject, said }) => ({ service: subject, said: inEnglish(said) }));
  return {
    found: looked.flatMap((one) => ('found' in one ? [one.found] : [])),
    failures: [...undiscovered, ...looked.flatMap((one) => ('failure' in one ? [one.failure] : []))],
  };
}

async function unlessFailed<T>(
  { name }: Service,
  { signal }: CliContext,
  look: () => Promise<T>,
): Promise<{ readonly found: T } | { readonly failure: ServiceFailure }> {
  try {
    return { found: await look() };
  } catch (error) {
    if (signal.aborted || isAbort(error) || !(error instanceof BranchlineError)) throw error;
    return { failure: { service: name, code: error.code, said: redact(inEnglish(error.said)) } };
  }
}

/** A line for each that could not be looked at. */
export function failureLines(failures: readonly ServiceFailure[]): readonly string[] {
  return failures.map(({ service, said }) => `! ${service} could not be looked at: ${oneLine(said, 400)}`);
}
