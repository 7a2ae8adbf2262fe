import assert from 'node:assert/strict';
import { relayAddress } from '../../../../src/core/relay/subscribe/address';
import { retryAfter } from '../../../../src/core/relay/subscribe/retry';
import { BranchlineError } from '../../../../src/core/support/errors';

describe('the address of a relay', () => {
  const good: readonly (readonly [text: string, events: string])[] = [
    ['https://relay.example.com', 'https://relay.example.com/v1/events'],
    [' https://relay.example.com:8443/team// ', 'https://relay.example.com:8443/team/v1/events'],
    ['http://127.0.0.1:9300/', 'http://127.0.0.1:9300/v1/events'],
    ['http://[::1]:9300', 'http://[::1]:9300/v1/events'],
    ['http://localhost:1', 'http://localhost:1/v1/events'],
  ];
  for (const [text, events] of good) {
    it(`may be ${text}`, () => assert.equal(relayAddress(text).events.href, events));
  }

  const bad = [
    'relay.example.com',
    'ftp://relay.example.com',
    'http://relay.example.com',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'https://user:secret@relay.example.com',
    'https://relay.example.com/?token=1',
    'https://relay.example.com/#x',
    'https://',
    '',
  ];
  for (const text of bad) {
    it(`is not ${text === '' ? 'nothing' : text}`, () =>
      assert.throws(
        () => relayAddress(text),
        (error) => error instanceof BranchlineError && !error.message.includes('secret'),
      ));
  }
});

describe('another try', () => {
  it('is twice as late each time, up to a minute, and nobody knows when exactly', () => {
    const earliest = [1, 2, 3, 7, 100].map((failures) => retryAfter(failures, 0, 0));
    const latest = [1, 2, 3, 7, 100].map((failures) => retryAfter(failures, 0, 1));
    assert.deepEqual(earliest, [500, 1_000, 2_000, 30_000, 30_000]);
    assert.deepEqual(latest, [1_500, 3_000, 6_000, 90_000, 90_000]);
  });

  it('is as late as the relay asks for, and no later than in some two hours', () => {
    assert.ok(retryAfter(1, 20_000, 0) >= 20_000);
    assert.ok(retryAfter(1, Number.MAX_SAFE_INTEGER, 1) <= 2 * 60 * 60_000);
  });
});
