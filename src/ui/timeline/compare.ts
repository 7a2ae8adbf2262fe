import * as vscode from 'vscode';
import type { Past } from '../../core/fleet/past';
import type { ServiceThen } from '../../core/past/then';
import type { Instant } from '../../core/support/clock';
import { hasFailed, lookAtEach } from '../lookAtEach';
import { say } from '../words/say';
import type { PastSources } from './sources';
import type { Compared, ComparedCell } from './thenScreen';

/** Holds all places of services against another instant. Which of the two is earlier does not matter. */
export async function compareWith(
  sources: PastSources,
  services: readonly ServiceThen[],
  [one, other]: readonly [Instant, Instant],
  signal: AbortSignal,
  told: (done: number) => void,
): Promise<Compared> {
  const [from, to] = one < other ? [one, other] : [other, one];
  const { past } = sources.fleet;
  const placesOf = new Map(services.map(({ service, environments }) => [service, environments]));
  const look = async (service: string) => {
    const cells: ComparedCell[] = [];
    for (const { environment } of placesOf.get(service) ?? []) {
      const cell = await compareCell(past, { service, environment }, { since: from, until: to }, signal);
      if (cell) cells.push(cell);
    }
    return { cells };
  };
  const looked = await lookAtEach(sources, [...placesOf.keys()], look, signal, told);
  return {
    ...{ from, to },
    cells: looked.flatMap((found) => (hasFailed(found) ? [] : found.cells)),
    failed: looked.flatMap((found) =>
      hasFailed(found)
        ? [
            {
              text: vscode.l10n.t('{service} could not be compared: {reason}', {
                ...{ service: found.service, reason: say(found.failed) },
              }),
              icon: 'warning',
              tone: 'warning',
            } as const,
          ]
        : [],
    ),
  };
}

async function compareCell(
  past: Past,
  { service, environment }: { readonly service: string; readonly environment: string },
  period: { readonly since: Instant; readonly until: Instant },
  signal: AbortSignal,
): Promise<ComparedCell | undefined> {
  const between = await past.between(service, environment, period, signal);
  if (!between) return undefined;
  const ends = Object.values(between.commits).filter((commit) => commit !== undefined);
  const versions = await past.versions(service, [...new Set(ends)], signal);
  return { service, environment, between, versions };
}
