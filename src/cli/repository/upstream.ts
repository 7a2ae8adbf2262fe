import type { Sha } from '../../core/support/sha';
import type { KnownService } from './knownService';
import type { OpenRepository } from './openRepository';

/** The branches that the catalog promotes to this one. */
export function upstreamOf(branch: string, { environments, edges }: KnownService): readonly string[] {
  const branchOf = new Map(environments.map((environment) => [environment.name, environment.branch]));
  return edges.flatMap(({ from, to }) => (branchOf.get(to) === branch ? (branchOf.get(from) ?? []) : []));
}

/** The same with their heads; one that is missing has none. */
export function upstreamHeads(
  branch: string,
  { service, heads }: Pick<OpenRepository, 'service' | 'heads'>,
): readonly { readonly branch: string; readonly head: Sha }[] {
  return upstreamOf(branch, service).flatMap((source) => {
    const head = heads.get(source);
    return head === undefined ? [] : [{ branch: source, head }];
  });
}

/** The branch at which the way to this one begins, by the catalog; the branch itself where nothing leads to it. */
export function firstOf(branch: string, service: KnownService): string {
  const [above] = upstreamOf(branch, service);
  return above === undefined ? branch : firstOf(above, service);
}
