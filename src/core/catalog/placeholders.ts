import type { ClusterTarget, Environment, Service, ServiceTemplate } from './catalog';
import { fillMovedBy } from './movedBy';
import { rulesFor, type ImageRule } from './update/rules';
import { fillChecks } from './verify/checks';

const place = /\{([^{}]*)\}/g;

/** What may stand in braces. */
export const knownPlaceholders = ['service', 'environment'] as const;

export type PlaceholderValues = Partial<Record<(typeof knownPlaceholders)[number], string>>;

/** Fills `{service}` and `{environment}`; a place without a value stays. */
export function fill(text: string, values: PlaceholderValues): string {
  return text.replace(place, (whole, name: string) => values[name as keyof PlaceholderValues] ?? whole);
}

export function placeholdersIn(text: string): string[] {
  return [...text.matchAll(place)].map((match) => match[1] ?? '');
}

export function fillTarget(target: ClusterTarget, values: PlaceholderValues): ClusterTarget {
  const namespace = fill(target.namespace, values);
  return target.kind === 'context'
    ? { kind: 'context', context: fill(target.context, values), namespace }
    : { kind: 'server', server: target.server, namespace };
}

/**
 * A service made from a template: `{service}` is filled in, and what is said of other services left out.
 * @param own what the service says of images itself
 */
export function serviceFrom(
  template: ServiceTemplate,
  name: string,
  repository: string,
  own?: readonly ImageRule[],
): Service {
  const { driftIgnores, updates: all, ...rest } = template;
  const updates = rulesFor(all, own, (text) => fill(text, { service: name }));
  const ignores = driftIgnores?.filter(({ services }) => services?.includes(name) ?? true) ?? [];
  return {
    ...rest,
    ...(ignores.length > 0 && { driftIgnores: ignores }),
    ...(updates.length > 0 && { updates }),
    name,
    repository,
    environments: template.environments.map((environment) => fillEnvironment(environment, { service: name })),
  };
}

/** The environment with the places of its cluster, of its engine and of its checks filled in. */
export function fillEnvironment(environment: Environment, values: PlaceholderValues): Environment {
  const { cluster, checks, movedBy } = environment;
  return {
    ...environment,
    ...(cluster && { cluster: fillTarget(cluster, values) }),
    ...(movedBy && { movedBy: fillMovedBy(movedBy, (text) => fill(text, values)) }),
    ...(checks && { checks: fillChecks(checks, (text) => fill(text, values)) }),
  };
}
