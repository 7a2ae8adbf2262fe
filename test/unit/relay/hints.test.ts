import { deepEqual, equal } from 'node:assert/strict';
import fc from 'fast-check';
import { forgeHooks } from '../../../src/core/relay/hooks/kinds';
import { eventsOf } from '../../../src/core/relay/hooks/events';
import { MemoryLog } from '../../../src/core/relay/log/memoryLog';
import { Positions } from '../../../src/core/relay/log/position';
import { Ring } from '../../../src/core/relay/log/ring';
import { jsonLog, sparing } from '../../../src/core/relay/server/jsonLog';
import { asDelivery, giteaPush, type Sent } from './deliveries';

const host = 'git.example.com';
const sender = {
  host,
  place: ({ path, where }: { path: string; where: object }) => ({ ...where, repository: { host, path } }),
};
const received = '2026-11-30T14:00:00.000Z';

function eventsIn(sent: Sent, at = received) {
  const delivery = asDelivery(sent);
  const { read, identity } = forgeHooks.gitea;
  return eventsOf(sender, identity(delivery), read(delivery, JSON.parse(sent.body)), at, () => '').events;
}

const delivery = fc
  .record({
    service: fc.integer({ min: 1, max: 5 }),
    branch: fc.constantFrom('dev', 'test', 'prod'),
    after: fc.integer({ min: 1, max: 9 }),
  })
  .map(({ service, branch, after }) => giteaPush(`gitops/s${service}`, branch, String(after).repeat(40)));

describe('What subscribers are told', () => {
  it('is the same set of hints, in whatever order deliveries come and however often', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(delivery, { minLength: 1, maxLength: 20 }),
        fc.infiniteStream(fc.nat()),
        async (bodies, random) => {
          const sent = bodies.map(({ headers, body }, index) => ({
            ...{ headers: { ...headers, 'x-gitea-delivery': `delivery-${index}` }, body },
          }));
          const told = async (list: readonly Sent[]) => {
            const log = new MemoryLog(1_000);
            for (const [index, one] of list.entries())
              for (const event of eventsIn(one, new Date(Date.parse(received) + index).toISOString()))
                await log.append(event);
            const since = log.ring.since(0, 1_000);
            const texts = since.kind === 'entries' ? since.entries.map(({ text }) => text) : [];
            return texts
              .map((text) => ({ ...(JSON.parse(text) as object), receivedat: '' }))
              .map((one) => JSON.stringify(one))
              .sort();
          };
          const doubled = [...sent, ...sent.filter(() => (random.next().value as number) % 2 === 0)];
          const shuffled = doubled
            .map((one) => [random.next().value as number, one] as const)
            .sort(([a], [b]) => a - b)
            .map(([, one]) => one);
          deepEqual(await told(shuffled), await told(sent));
        },
      ),
    );
  });

  it('is nothing of what somebody wrote', () =>
    fc.assert(
      fc.property(fc.string({ minLength: 12, unit: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g') }), (words) => {
        const more = {
          commits: [{ message: words, author: { email: words } }],
          pusher: { login: words },
          compare_url: words,
        };
        equal(JSON.stringify(eventsIn(giteaPush('gitops/cart', 'dev', 'a'.repeat(40), more))).includes(words), false);
      }),
    ));
});

describe('The newest events', () => {
  it('are what a list says, whoever asks from wherever', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 140 }),
        fc.nat({ max: 500 }),
        fc.nat({ max: 600 }),
        fc.nat({ max: 50 }),
        (limit, count, place, gap) => {
          const [event] = eventsIn(giteaPush());
          const ring = new Ring(limit, gap);
          if (!event) return;
          for (let index = 1; index <= count; index++) ring.put(gap + index, event);
          const since = ring.since(place, 1_000);
          const first = gap + Math.max(0, count - limit);
          if (place < first) equal(since.kind, 'tooOld');
          else if (place > gap + count) equal(since.kind, 'ahead');
          else
            deepEqual(
              since.kind === 'entries' && since.entries.map(({ sequence }) => sequence),
              Array.from({ length: gap + count - place }, (_, index) => place + index + 1),
            );
          equal(ring.size, Math.min(limit, count));
          const changed = ring.changedSince(place);
          if (place < gap) equal(changed, undefined);
          else equal(changed?.size, place < gap + count ? 1 : 0);
        },
      ),
    ));
});

describe('A place in the stream', () => {
  it('is opened by the stream that sealed it, as it was, and tells nothing', () =>
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat({ max: 75 }), fc.nat({ max: 2 ** 32 - 1 }), (sequence, at, tag) => {
        const positions = new Positions();
        const sealed = positions.seal(sequence, 5, tag);
        deepEqual(positions.open(sealed), { sequence, at: 5, tag });
        equal(new Positions().open(sealed), undefined);
        equal(positions.seal(sequence, 5) === sealed, false);
        const other = sealed[at] === 'x' ? 'y' : 'x';
        equal(positions.open(sealed.slice(0, at) + other + sealed.slice(at + 1)), undefined);
      }),
    ));
});

describe('The log of a relay', () => {
  it('is one JSON object a line, whatever stands in it', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), fc.string(), (value, message) => {
        const lines: string[] = [];
        jsonLog((line) => lines.push(line), { now: () => 0 })('info', message, { value });
        equal(lines.length, 1);
        equal(/[\n\r\u2028\u2029\u202e]/.test(lines[0] ?? ''), false);
        equal(typeof JSON.parse(lines[0] ?? ''), 'object');
      }),
    ));

  it('says the same once in a while, and how often it was so', () => {
    const lines: string[] = [];
    let now = 0;
    const clock = { now: () => now };
    const say = sparing(
      jsonLog((line) => lines.push(line), clock),
      clock,
    );
    for (; now < 25_000; now += 10) say('x', 'warn', 'refused');
    deepEqual(
      lines.map((line) => (JSON.parse(line) as { more?: number }).more),
      [undefined, 999, 999],
    );
  });

  it('has no credential in what it says', () => {
    const lines: string[] = [];
    const say = jsonLog((line) => lines.push(line), { now: () => 0 });
    say('warn', 'x', {
      reason: 'Authorization: Bearer abcdefgh12345678',
      url: 'https://ada:hunter22@git.example.com/x',
    });
    equal(/abcdefgh|hunter22/.test(lines.join('')), false);
  });
});
