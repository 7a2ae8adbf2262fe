import type { Service } from '../../../core/catalog/catalog';
import type { BoardColumn } from '../../../board/protocol/board';

/**
 * The environments of all services in promotion order, each with the paths that lead to it before it. A service may lack
 * some: one that others have between two of its own stands there all the same.
 */
export function columnsOf(services: readonly Service[]): readonly BoardColumn[] {
  const paths = new Map<string, Set<string>>();
  for (const { from, to } of services.flatMap(({ edges }) => edges)) {
    paths.set(to, (paths.get(to) ?? new Set()).add(from));
  }
  const order = environmentsOf(services);
  return order.flatMap((name): readonly BoardColumn[] => [
    ...order.filter((from) => paths.get(name)?.has(from)).map((from) => ({ kind: 'edge', from, to: name }) as const),
    { kind: 'environment', name },
  ]);
}

function environmentsOf(services: readonly Service[]): readonly string[] {
  const order: string[] = [];
  for (const { environments } of services) {
    let after = -1;
    for (const { name } of environments) {
      const known = order.indexOf(name);
      if (known < 0) order.splice(after + 1, 0, name);
      after = known < 0 ? after + 1 : Math.max(after, known);
    }
  }
  return order;
}
