import type { Environment, Service } from '../../catalog/catalog';
import { locationOf } from '../../fleet/observe/serviceLocation';
import { kindsOfObjects } from '../../fleet/cluster/watchedKinds';
import { parseRemote } from '../../forge/remote';
import type { KindRef } from '../../cluster/live';
import { deadline } from '../../support/deadline';
import type { Unknown } from '../../support/observation';
import { seenChecks, unseenChecks, type CellPlace } from './checksSeen';
import { contentFacts } from './contentFacts';
import { factOf, known, type Fact } from '../../support/fact';
import { unrendered } from './unrendered';
import type { CellFacts, NamespaceFacts, ServiceFacts } from './facts';
import { forgeFacts } from './forgeFacts';
import { gitFacts, readRepository } from './gitFacts';
import type { Signals } from './signals';
import type { World } from './world';

/** Looks at one service, at all of it that can be seen. @throws the reason of `cancelled` */
export async function serviceFacts(service: Service, world: World, cancelled: AbortSignal): Promise<ServiceFacts> {
  const { timeoutMs } = world.options;
  const inTime = () => ({ inTime: deadline(cancelled, timeoutMs), cancelled });
  const host = world.host(parseRemote(service.repository)?.host ?? '');
  const found = await host.find(() => findService(service, world, inTime()));
  if (found.kind === 'unknown') return lost(service, found, world, inTime);
  const { location, forge } = found.value;
  const read = await host.fetch(() =>
    factOf(readRepository(service, location, { host, forge }, inTime()), service.name, cancelled),
  );
  const git: ServiceFacts['git'] =
    read.kind === 'known'
      ? await factOf(gitFacts(service, read.value, inTime().inTime), service.name, cancelled)
      : read;
  const cells = await Promise.all(
    service.environments.map((environment) =>
      cellFacts({ service, environment, location, forge, read, host }, world, inTime),
    ),
  );
  return { service, forge, git, cells };
}

/** Where it is, and what the forge says of it. */
async function findService(service: Service, world: World, signals: Signals) {
  const { inTime, cancelled } = signals;
  const location = await factOf(locationOf(service, world.options.places, inTime), service.name, cancelled);
  if (location.kind === 'unknown') return location;
  return known({ location: location.value, forge: await forgeFacts(service, location.value, world, signals) });
}

/** Nothing more can be known of its repository; its clusters are others'. */
async function lost(service: Service, why: Unknown, world: World, inTime: () => Signals): Promise<ServiceFacts> {
  const cells = service.environments.map(async (environment): Promise<CellFacts> => {
    return {
      environment,
      checks: unseenChecks(why),
      content: why,
      cluster: await clusterOf(environment, why, world, inTime),
    };
  });
  return { service, forge: why, git: why, cells: await Promise.all(cells) };
}

async function cellFacts(cell: CellPlace, world: World, inTime: () => Signals): Promise<CellFacts> {
  const { environment } = cell;
  const [checks, content] = await Promise.all([
    seenChecks(cell, inTime),
    cell.host.work(() => contentOf(cell, inTime())),
  ]);
  return { environment, checks, content, cluster: await clusterOf(environment, content, world, inTime) };
}

async function contentOf(
  { service, environment, read }: CellPlace,
  { inTime, cancelled }: Signals,
): Promise<CellFacts['content']> {
  if (read.kind === 'unknown') return read;
  const { repository, heads, rules, named } = read.value;
  const head = heads.get(environment.branch);
  if (head === undefined) return { kind: 'absent' };
  if (rules.kind === 'unknown') return rules;
  const place = { service, environment, repository, rules: rules.value.content, named };
  return factOf(contentFacts(place, head, inTime), service.name, cancelled);
}

/** Where it is not known which kinds there are, the namespace is looked at all the same. */
async function clusterOf(
  { cluster }: Environment,
  content: CellFacts['content'],
  world: World,
  inTime: () => Signals,
): Promise<Fact<NamespaceFacts> | undefined> {
  if (!cluster) return undefined;
  return world.cluster(cluster).namespace(cluster.namespace, kindsIn(content), inTime);
}

function kindsIn(content: CellFacts['content']): Fact<readonly KindRef[]> {
  if (content.kind === 'absent') return known([]);
  if (content.kind === 'unknown') return content;
  const { rendering } = content.value;
  return rendering.kind === 'rendered' ? known(kindsOfObjects(rendering.objects)) : unrendered;
}
