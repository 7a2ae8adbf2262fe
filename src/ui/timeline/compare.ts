import * as vscode from 'vscode';
import type { ServiceThen } from '../../core/past/then';
import type { Instant } from '../../core/support/clock';
import { hasFailed, lookAtEach } from '../lookAtEach';
import { say } from '../words/say';
import type { PastSources } from './sources';
import type { Compared } from './thenScreen';

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
  const look = async (service: string) => ({
    cells: (await past.between(service, { since: from, until: to }, signal)).map((cell) => ({ service, ...cell })),
  });
  const names = services.map(({ service }) => service);
  const looked = await lookAtEach(sources, names, look, signal, told);
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
