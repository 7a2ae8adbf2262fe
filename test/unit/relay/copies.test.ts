import { deepEqual, equal, notEqual, rejects } from 'node:assert/strict';
import fc from 'fast-check';
import { readSecret } from '../../../src/core/relay/config/secrets';
import { eventsOf } from '../../../src/core/relay/hooks/events';
import { gitlab } from '../../../src/core/relay/hooks/gitlab';
import { MemoryLog } from '../../../src/core/relay/log/memoryLog';
import { saidBy } from '../../../src/core/relay/subscribe/said';

const host = 'git.example.com';
const made = (path: string, branch = 'dev') =>
  eventsOf(
    { host, place: ({ where }) => ({ ...where, repository: { host, path } }) },
    'one',
    [{ kind: 'push', path, where: { branch } }],
    '2026-11-30T14:00:00Z',
  );

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

  it('of GitLab has the same key and the same body, whatever webhooks share', () => {
    const identity = (headers: Readonly<Record<string, string>>, body: string) =>
      gitlab.identity({ header: (name) => headers[name], body: Buffer.from(body) });
    const shared = { 'x-gitlab-event-uuid': 'shared' };
    notEqual(identity(shared, '1'), identity(shared, '2'));
    equal(
      identity({ 'x-gitlab-event-uuid': 'a', 'idempotency-key': 'k' }, '1'),
      identity({ 'x-gitlab-event-uuid': 'b', 'idempotency-key': 'k' }, '1'),
    );
  });
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
      'whsec_====================',
      `whsec_${Buffer.alloc(12).toString('base64')}`,
    ])
      await rejects(read(weak), { code: 'relay/weakSecret' });
  });
});
