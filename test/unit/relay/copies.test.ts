import { deepEqual, equal, rejects } from 'node:assert/strict';
import fc from 'fast-check';
import { readSecret } from '../../../src/core/relay/config/secrets';
import { eventsOf } from '../../../src/core/relay/hooks/events';
import type { Hint, HookKind } from '../../../src/core/relay/hooks/delivery';
import { forgeHooks } from '../../../src/core/relay/hooks/kinds';
import { MemoryLog } from '../../../src/core/relay/log/memoryLog';
import { Copies } from '../../../src/core/relay/server/copies';
import { saidBy } from '../../../src/core/relay/subscribe/said';

const host = 'git.example.com';
const named = { body: 'one', name: 'one' };
const unnamed = { body: 'one', name: undefined };

const made = (path: string, branch = 'dev') =>
  eventsOf(
    { host, place: ({ where }) => ({ ...where, repository: { host, path } }) },
    named,
    [{ kind: 'push', path, where: { branch } }],
    '2026-11-30T14:00:00Z',
    () => '',
  );

/** A relay that takes deliveries of one branch, with or without names. */
function taking() {
  const time = { at: 0 };
  const clock = { now: () => time.at };
  const log = new MemoryLog(1_000, clock);
  const copies = new Copies(log.ring, clock);
  const take = async (body: string, name: string | undefined, branch = 'dev') => {
    const hint: Hint = { kind: 'push', path: 'gitops/cart', where: { branch } };
    const sender = { host, place: ({ where }: Hint) => ({ ...where, repository: { host, path: 'gitops/cart' } }) };
    const received = new Date(time.at).toISOString();
    const [event] = eventsOf(sender, { body, name }, [hint], received, copies.before).events;
    if (!event || copies.has(event, { body, name })) return 'duplicate';
    const takeBack = copies.take(event);
    const became = await log.append(event);
    if (became !== 'stored') takeBack();
    return became;
  };
  return { time, take, log, copies };
}

describe('What counts as a copy', () => {
  it('comes within minutes: the same again later has happened again', async () => {
    let now = 0;
    const log = new MemoryLog(100, { now: () => now });
    const [event] = made('gitops/cart').events;
    const append = () => (event ? log.append(event) : Promise.reject(new Error('no event')));
    deepEqual([await append(), await append()], ['stored', 'duplicate']);
    now = 10 * 60_000;
    deepEqual([await append(), await append()], ['stored', 'duplicate']);
  });

  it('has the name that its sender gave it, and no other that webhooks share', () => {
    const nameIn = (kind: HookKind, headers: Readonly<Record<string, string>>) =>
      kind.identity({ header: (name) => headers[name], body: Buffer.from('1') }).name;
    const { gitlab, github, gitea, 'bitbucket-cloud': bitbucket, 'azure-devops': azure } = forgeHooks;
    equal(nameIn(gitlab, { 'x-gitlab-event-uuid': 'shared' }), undefined);
    equal(nameIn(gitlab, { 'x-gitlab-event-uuid': 'shared', 'idempotency-key': 'k' }), 'k');
    equal(nameIn(gitlab, { 'webhook-id': 'w', 'idempotency-key': 'k' }), 'w');
    equal(nameIn(github, { 'x-github-delivery': 'g' }), 'g');
    equal(nameIn(gitea, { 'x-gitea-delivery': 'g' }), 'g');
    equal(nameIn(gitea, {}), undefined);
    equal(nameIn(bitbucket, { 'x-request-uuid': 'b' }), 'b');
    equal(nameIn(azure, {}), azure.identity({ header: () => undefined, body: Buffer.from('1') }).body);
  });

  for (const hasNames of [true, false])
    it(`is not what moves a branch there, back and there again (${hasNames ? 'with' : 'without'} names)`, async () => {
      const { time, take } = taking();
      const became: string[] = [];
      for (const [index, body] of ['there', 'back', 'there'].entries()) {
        time.at += 1_000;
        became.push(await take(body, hasNames ? `${index}` : undefined));
      }
      deepEqual(became, ['stored', 'stored', 'stored']);
    });

  it('by its body alone counts for a moment, by its name for minutes, whatever came in between', async () => {
    const { time, take } = taking();
    deepEqual([await take('a', undefined), await take('a', undefined)], ['stored', 'duplicate']);
    time.at = 30_000;
    equal(await take('a', undefined), 'stored');
    time.at += 10 * 60_000;
    deepEqual([await take('a', undefined), await take('a', undefined)], ['stored', 'duplicate']);
    deepEqual([await take('b', 'x'), await take('b', 'y'), await take('b', 'x')], ['stored', 'stored', 'duplicate']);
    time.at += 9 * 60_000;
    equal(await take('b', 'x'), 'duplicate');
    time.at += 60_000;
    equal(await take('b', 'x'), 'stored');
  });

  it('is none of what was refused: its sender sends it again', () => {
    const { copies } = taking();
    const [event] = made('gitops/cart').events;
    if (!event) throw new Error('no event');
    const takeBack = copies.take(event);
    equal(copies.has(event, named), true);
    takeBack();
    equal(copies.has(event, named), false);
  });

  it('is known by what another relay took, too', async () => {
    const { copies, log } = taking();
    const [event] = made('gitops/cart').events;
    if (!event) throw new Error('no event');
    const at = new Date(0).toISOString();
    await log.append({ ...event, receivedat: at });
    deepEqual([copies.has(event, unnamed), copies.before(event.subject)], [true, event.id]);
    equal(copies.has(event, named), false);
    await log.append({ ...event, id: `${'x'.repeat(22)}${event.id.slice(22)}`, receivedat: at });
    equal(copies.has(event, unnamed), false);
  });
});

describe('Whoever looks where an event says, and now and then', () => {
  interface Step {
    readonly kind: 'move' | 'arrive' | 'again' | 'look';
    readonly branch: number;
    readonly pick: number;
    readonly afterMs: number;
  }
  const step: fc.Arbitrary<Step> = fc.record({
    kind: fc.constantFrom('move', 'move', 'arrive', 'arrive', 'arrive', 'again', 'look'),
    branch: fc.nat({ max: 1 }),
    pick: fc.nat({ max: 50 }),
    afterMs: fc.constantFrom(0, 1, 1_000, 29_999, 30_000, 700_000),
  });

  for (const hasNames of [true, false])
    it(`knows where branches are once all was delivered, in any order, however often (${hasNames ? 'with' : 'without'} names)`, () =>
      fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
          const { time, take, log } = taking();
          // Two branches that go to and fro between two commits: bodies are few.
          const [heads, seen] = [
            [0, 0],
            [0, 0],
          ];
          type Move = Readonly<Record<'branch' | 'to' | 'name' | 'at', number>>;
          const [waiting, arrived]: [Move[], Move[]] = [[], []];
          let [names, heard] = [0, log.ring.last];
          const deliver = async (one: Move) => {
            await take(`${one.branch} to ${one.to}`, hasNames ? String(one.name) : undefined, `b${one.branch}`);
            const since = log.ring.since(heard, 100);
            for (const { sequence, subject } of since.kind === 'entries' ? since.entries : []) {
              heard = sequence;
              const branch = subject.endsWith('#branch/b0') ? 0 : 1;
              seen[branch] = heads[branch] ?? 0;
            }
          };
          for (const { kind, branch, pick, afterMs } of steps) {
            // What has no name comes late, or again, by as long as copies are known, and no longer.
            const isTooLate = ({ at }: Move) => !hasNames && at < time.at + afterMs - 9 * 60_000;
            for (const late of waiting.splice(0, waiting.filter(isTooLate).length)) await deliver(late);
            arrived.splice(0, arrived.length, ...arrived.filter((one) => !isTooLate(one)));
            time.at += afterMs;
            const [ofWaiting] = kind === 'arrive' ? waiting.splice(pick % Math.max(1, waiting.length), 1) : [];
            const again = kind === 'again' ? arrived[pick % Math.max(1, arrived.length)] : undefined;
            if (kind === 'move') {
              heads[branch] = 1 - (heads[branch] ?? 0);
              waiting.push({ branch, to: heads[branch], name: names++, at: time.at });
            } else if (kind === 'look') seen[branch] = heads[branch] ?? 0;
            else if (again) await deliver(again);
            else if (ofWaiting) {
              arrived.push(ofWaiting);
              await deliver(ofWaiting);
            }
          }
          for (const one of waiting.splice(0)) await deliver(one);
          deepEqual(seen, heads);
        }),
        { numRuns: 500 },
      ));
});

describe('What a relay makes of a delivery', () => {
  it('is what a subscriber takes, whatever letters a path has', () => {
    const letter = fc.constantFrom('a', 'ä', '漢', '😀', '-', '%');
    fc.assert(
      fc.property(fc.array(letter, { minLength: 1, maxLength: 500 }), (letters) => {
        for (const event of made(`g/${letters.join('')}`.slice(0, 512)).events)
          equal(saidBy({ event: '', data: JSON.stringify(event) }).kind, 'hint');
      }),
    );
    equal(made(`g/${'漢'.repeat(510)}`).events.length, 1);
  });
});

describe('A signing token', () => {
  it('is as strong as the key in it, and none where it is no base64', async () => {
    const read = (value: string) => readSecret({ env: 'X' }, host, { environment: { X: value }, folder: '/' });
    const strong = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
    equal(await read(strong), strong);
    for (const weak of [
      `whsec_${'!'.repeat(40)}`,
      'whsec_',
      'whsec_====================',
      `whsec_${Buffer.alloc(12).toString('base64')}`,
    ])
      await rejects(read(weak), { code: 'relay/weakSecret' });
  });
});
