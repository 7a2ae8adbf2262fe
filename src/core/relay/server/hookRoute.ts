import type { IncomingMessage } from 'node:http';
import type { HookSource, RelayConfig } from '../config/resolve';
import type { RelayEvent } from '../event';
import type { Delivery, Hint, Identity } from '../hooks/delivery';
import { eventsOf } from '../hooks/events';
import type { EventLog, Stored } from '../log/eventLog';
import type { Clock } from '../../support/clock';
import { contentType, onlyHeader, type Answer } from './answer';
import type { Bodies, Body } from './body';
import type { Copies } from './copies';
import type { Figures } from './figures';
import type { sparing } from './jsonLog';

interface HookWorld {
  readonly config: RelayConfig;
  readonly events: EventLog;
  readonly bodies: Bodies;
  readonly copies: Copies;
  readonly figures: Figures;
  /** Says the same once in a while. */
  readonly refused: ReturnType<typeof sparing>;
  readonly clock: Clock;
}

const refusals: Readonly<Record<Exclude<Body['kind'], 'read'>, Answer>> = {
  tooLarge: { status: 413, said: 'too large' },
  tooSlow: { status: 408, said: 'too slow' },
  noRoom: { status: 503, said: 'busy', retryAfterSeconds: 5 },
  brokenOff: { status: 400, said: 'broken off' },
};

/** Takes one delivery of a webhook: who sent it, whether it is sound, where to look. */
export async function takeHook(host: string, request: IncomingMessage, world: HookWorld): Promise<Answer> {
  const source = world.config.hooks.get(host);
  if (!source) return { status: 404, said: 'not found' };
  if (request.method !== 'POST') return { status: 405, said: 'not allowed', allow: 'POST' };
  const answer = await judged(source, request, world);
  world.figures.delivery({ host, outcome: answer.said });
  if (answer.status >= 400)
    world.refused(`${host} ${answer.said}`, 'warn', 'a webhook was refused', { host, outcome: answer.said });
  return answer;
}

async function judged(source: HookSource, request: IncomingMessage, world: HookWorld): Promise<Answer> {
  if (!source.kind.contentTypes.includes(contentType(request)) || onlyHeader(request, 'content-encoding'))
    return { status: 415, said: 'unsupported' };
  const body = await world.bodies.read(request, world.config.limits.bodyBytes);
  if (body.kind !== 'read') return refusals[body.kind];
  const delivery: Delivery = { header: (name) => onlyHeader(request, name), body: body.bytes };
  const now = world.clock.now();
  if (!source.kind.isAuthentic(delivery, source.secrets, now)) return { status: 401, said: 'not authentic' };
  const hints = hintsOf(source, delivery);
  if (!hints) return { status: 400, said: 'malformed' };
  const received = new Date(now).toISOString();
  const identity = source.kind.identity(delivery);
  const { events, unknown, malformed } = eventsOf(source.sender, identity, hints, received, world.copies.before);
  if (events.length > 0) return stored(events, identity, world);
  // A forge gives up on addresses that refuse: what does not concern the relay is no mistake of the forge.
  return {
    status: 202,
    said: unknown > 0 ? 'unknown repository' : malformed > 0 ? 'nothing sound' : 'nothing to tell',
  };
}

function hintsOf(source: HookSource, delivery: Delivery): readonly Hint[] | undefined {
  try {
    return source.kind.read(delivery, JSON.parse(delivery.body.toString('utf8')));
  } catch {
    return undefined; // no JSON, or not what this kind sends; what is wrong with it may quote it
  }
}

async function stored(events: readonly RelayEvent[], identity: Identity, world: HookWorld): Promise<Answer> {
  const became = await Promise.all(events.map((event) => storedOne(event, identity, world)));
  if (became.includes('refused')) return { status: 503, said: 'busy', retryAfterSeconds: 30 };
  return { status: 202, said: became.every((one) => one === 'duplicate') ? 'duplicate' : 'accepted' };
}

async function storedOne(
  event: RelayEvent,
  identity: Identity,
  { events, figures, copies }: HookWorld,
): Promise<Stored> {
  if (copies.has(event, identity)) return 'duplicate';
  const takeBack = copies.take(event);
  const became = await events.append(event);
  if (became === 'stored' || became === 'kept') figures.event({ type: event.type });
  else takeBack();
  return became;
}
