import type { ClusterLook } from '../cluster/clusters';
import { isCut } from '../cluster/podLog';
import { isMap, listAt, mapAt, stringAt, type Json } from '../cluster/json';
import type { LiveObject } from '../cluster/live';
import { deadline } from '../support/deadline';
import { inEnglish } from '../support/message';
import type { ShownText } from '../manifest/secrecy/shown';
import { unknownBecause } from '../support/unknownBecause';
import { lastOf } from './checks/command';
import type { Requirement } from './requirement';
import { shown } from './shownLine';

/** What a container printed last, masked as far as that can be told; or why that is not known. */
export interface ContainerLog {
  /** `Pod cart-5d9c7b-x2x7k, container cart`. */
  readonly subject: ShownText;
  readonly lines: readonly ShownText[];
}

const mostContainers = 5;
const eachMs = 5_000;
/** More than is told: what belongs to a secret may begin above the lines that are told. */
const lines = 500;

/**
 * The last lines of the containers that keep workloads from being well. Only for whoever asked for them: of what a
 * program prints nobody can say that no secret stands in it.
 *
 * @throws the signal's reason when cancelled
 */
export async function containerLogs(
  reasons: readonly Requirement[],
  look: ClusterLook,
  signal: AbortSignal,
): Promise<readonly ContainerLog[]> {
  const pods = new Set(reasons.flatMap(({ pods = [] }) => pods.map(({ pod }) => pod)));
  const wanted = [...pods].flatMap((pod) => unwellContainers(pod).map((container) => ({ pod, container })));
  return Promise.all(
    wanted.slice(0, mostContainers).map(async ({ pod: { metadata }, container }) => {
      const { name: pod, namespace = '' } = metadata;
      const subject = shown(`Pod ${pod}, container ${container}`);
      try {
        const text = await look.log({ namespace, pod, container, lines }, deadline(signal, eachMs));
        return { subject, lines: [...lastOf(text), ...(isCut(text) ? [cut] : [])] };
      } catch (error) {
        signal.throwIfAborted();
        const { said } = unknownBecause(error, { at: 0, source: '' });
        return { subject, lines: [shown(`It cannot be read: ${inEnglish(said)}`)] };
      }
    }),
  );
}

const cut = shown('More was printed than is read: what came last is not here.');

/** Those that are not ready and have run at all: before that there is nothing to read. */
function unwellContainers(pod: LiveObject): readonly string[] {
  const statuses = ['initContainerStatuses', 'containerStatuses'].flatMap((key) => listAt(pod, 'status', key));
  return statuses.filter(isMap).flatMap((status) => {
    const name = stringAt(status, 'name');
    return name !== undefined && hasRun(status) && !isWell(status) ? [name] : [];
  });
}

function hasRun(status: Json): boolean {
  return ['running', 'terminated'].some((state) =>
    ['state', 'lastState'].some((which) => isMap(mapAt(status, which)[state])),
  );
}

/** An init container that is done is ready by that. */
function isWell(status: Json): boolean {
  return status['ready'] === true;
}
