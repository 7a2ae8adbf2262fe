import assert from 'node:assert/strict';
import { accepted, catalogText, refused } from './build';

const refusals: readonly [string, string, RegExp][] = [
  [
    'a freeze that is no moment',
    frozen('{ from: tomorrow, to: "16:00" }'),
    /^4:\d+ "tomorrow" is no moment\. Write it as 2026-12-20T18:00:00\+01:00/,
  ],
  ['a freeze without its date', frozen('{ from: "16:00", to: "17:00" }'), /"16:00" must be a date .* or add "days"/],
  [
    'a freeze on a day that is not there',
    frozen('{ from: 2026-02-30T00:00Z, to: 2026-03-03T00:00Z }'),
    /"2026-02-30T00:00Z" must be a date/,
  ],
  [
    'a freeze that ends before it begins',
    frozen('{ from: 2026-03-03T00:00Z, to: 2026-03-02T00:00Z }'),
    /The freeze must end after it begins/,
  ],
  [
    'a weekly freeze without a time zone',
    frozen('{ days: [fri], from: "16:00", to: "17:00" }'),
    /Say whose clocks are meant: add "timeZone"/,
  ],
  [
    'a weekly freeze in no time zone',
    frozen('{ days: [fri], from: "16:00", to: "17:00", timeZone: Europe/Zurch }'),
    /"Europe\/Zurch" is not a time zone/,
  ],
  [
    'a weekly freeze with a date',
    frozen('{ days: [fri], from: 2026-03-03T00:00Z, to: "17:00", timeZone: UTC }'),
    /"2026-03-03T00:00Z" must be a time of day/,
  ],
  [
    'a freeze on an unknown day',
    frozen('{ days: [friday], from: "16:00", to: "17:00", timeZone: UTC }'),
    /"friday" is not one of: mon/,
  ],
];

describe('a freeze in the catalog', () => {
  for (const [name, text, said] of refusals) {
    it(`says what is wrong and where: ${name}`, () => assert.match(refused(text).join('\n'), said));
  }
});

function frozen(window: string): string {
  return catalogText({ rest: `promotions: [{ from: dev, to: test, gates: { freeze: [${window}] } }]` });
}

it('Freezes are read: once by their instants, weekly by the clocks of a place', () => {
  const { catalog } = accepted(
    frozen(
      '{ from: 2026-12-20T18:00:00+01:00, to: 2027-01-04T07:00Z, reason: Christmas }, ' +
        '{ days: [fri, sat], from: "16:30", to: "06:00", timeZone: Europe/Zurich }',
    ),
  );
  assert.deepEqual(catalog.services[0]?.edges[0]?.gates.freeze, [
    { kind: 'once', from: Date.UTC(2026, 11, 20, 17), to: Date.UTC(2027, 0, 4, 7), reason: 'Christmas' },
    { kind: 'weekly', days: ['fri', 'sat'], from: 990, to: 360, timeZone: 'Europe/Zurich' },
  ]);
});
