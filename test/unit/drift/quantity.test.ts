import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import fc from 'fast-check';
import { durationNanos, sameDuration } from '../../../src/core/drift/values/scalars';
import { nanosOf, sameQuantity } from '../../../src/core/drift/values/quantity';

/** A quantity as a fraction, put together digit by digit: slow, and plain enough to be believed. */
interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

const tens: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const twos: Readonly<Record<string, number>> = { Ki: 1, Mi: 2, Gi: 3, Ti: 4, Pi: 5, Ei: 6 };

interface Written {
  readonly sign: string;
  readonly whole: string;
  readonly fraction: string | undefined;
  readonly suffix: string;
}

function exact({ sign, whole, fraction = '', suffix }: Written): Fraction {
  let over = 0n;
  let under = 1n;
  for (const digit of `${whole}${fraction}`) over = over * 10n + BigInt(digit);
  for (let count = 0; count < fraction.length; count++) under *= 10n;
  for (let count = 0; count < (twos[suffix] ?? 0); count++) over *= 1024n;
  const power = suffix in twos ? 0 : (tens[suffix] ?? Number(suffix.slice(1)));
  for (let count = 0; count < Math.abs(power); count++) {
    if (power > 0) over *= 10n;
    else under *= 10n;
  }
  return { over: sign === '-' ? -over : over, under };
}

/** Away from zero to a nano, and no more than 2^63 - 1. */
function nanosBy(written: Written): bigint {
  const { over, under } = exact(written);
  const magnitude = (over < 0n ? -over : over) * 1_000_000_000n;
  let nanos = magnitude / under;
  if (nanos * under < magnitude) nanos += 1n;
  const most = (2n ** 63n - 1n) * 1_000_000_000n;
  if (nanos > most) nanos = most;
  return over < 0n ? -nanos : nanos;
}

const digits = (minLength: number) =>
  fc.string({ unit: fc.constantFrom(...Array.from('0123456789')), minLength, maxLength: 20 });
const suffix = fc.oneof(
  fc.constantFrom(...Object.keys(tens), ...Object.keys(twos)),
  fc.tuple(fc.constantFrom('e', 'E'), fc.integer({ min: -30, max: 30 })).map(([letter, power]) => `${letter}${power}`),
);
const quantity: fc.Arbitrary<Written> = fc.record({
  sign: fc.constantFrom('', '+', '-'),
  whole: digits(1),
  fraction: fc.option(digits(0), { nil: undefined }),
  suffix,
});

function textOf({ sign, whole, fraction, suffix: end }: Written): string {
  return `${sign}${whole}${fraction === undefined ? '' : `.${fraction}`}${end}`;
}

describe('Quantities', () => {
  it('are what a slow exact arithmetic says', () => {
    fc.assert(
      fc.property(quantity, (written) => assert.equal(nanosOf(textOf(written)), nanosBy(written), textOf(written))),
      { numRuns: 2000 },
    );
  });

  it('are the same exactly where that arithmetic says so', () => {
    fc.assert(
      fc.property(quantity, quantity, (a, b) =>
        assert.equal(sameQuantity(textOf(a), textOf(b)), nanosBy(a) === nanosBy(b)),
      ),
      { numRuns: 1000 },
    );
  });

  it('stay the same when they are written with another suffix', () => {
    const rows = fc.constantFrom(['', 'e3', 'k'], ['m', '', 'e3'], ['u', 'm', ''], ['n', 'u', 'm'], ['k', 'M', 'G']);
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 40n), rows, (value, [small = '', large = '']) =>
        assert.ok(sameQuantity(`${value}000${small}`, small === '' ? `${value}k` : `${value}${large}`)),
      ),
    );
  });

  const same: readonly (readonly [string, string])[] = [
    ['1000m', '1'],
    ['0.5', '500m'],
    ['0.1', '100m'],
    ['3072Mi', '3Gi'],
    ['1.5Gi', '1536Mi'],
    ['12e6', '12M'],
    ['1E3', '1k'],
    ['1E', '1000P'],
    ['100n', '0.1u'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['+1', '1'],
    ['-0', '0'],
    ['0.5Ki', '512'],
    ['10E', '9223372036854775807'],
    ['1e400', '2e400'],
  ];
  for (const [a, b] of same) it(`${a} is ${b}`, () => assert.ok(sameQuantity(a, b)));

  const different: readonly (readonly [string, string])[] = [
    ['1Gi', '1G'],
    ['9007199254740993', '9007199254740992'],
    ['1', '1m'],
    ['1', '-1'],
    ['100u', '200u'],
    ['1k', '1Ki'],
  ];
  for (const [a, b] of different) it(`${a} is not ${b}`, () => assert.ok(!sameQuantity(a, b)));

  it('of resource lists are kept to a thousandth, rounded up', () => {
    assert.ok(sameQuantity('0.5m', '1m', 'milli'));
    assert.ok(sameQuantity('1.2m', '2m', 'milli'));
    assert.ok(!sameQuantity('1.2m', '1m', 'milli'));
  });

  for (const text of [
    '',
    '1 Gi',
    'Gi',
    '1gi',
    '1K',
    '--1',
    '1..5',
    '1e',
    '.',
    '1e3k',
    'NaN',
    ' 1',
    '1\n',
    '1'.repeat(101),
  ]) {
    it(`${JSON.stringify(text.slice(0, 20))} is none`, () => assert.equal(nanosOf(text), undefined));
  }
});

describe('Durations', () => {
  const units: readonly (readonly [string, bigint])[] = [
    ['h', 3_600_000_000_000n],
    ['m', 60_000_000_000n],
    ['s', 1_000_000_000n],
    ['ms', 1_000_000n],
    ['us', 1_000n],
    ['ns', 1n],
  ];

  it('are the sum of their parts', () => {
    const part = fc.tuple(fc.nat(10_000), fc.constantFrom(...units));
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
        const text = parts.map(([count, [unit]]) => `${count}${unit}`).join('');
        const total = parts.reduce((sum, [count, [, nanos]]) => sum + BigInt(count) * nanos, 0n);
        assert.equal(durationNanos(text), total);
        assert.equal(durationNanos(`-${text}`), -total);
      }),
    );
  });

  for (const [a, b] of [
    ['8760h', '8760h0m0s'],
    ['1.5h', '1h30m0s'],
    ['90s', '1m30s'],
    ['.5s', '500ms'],
    ['0', '0s'],
    ['1\u00b5s', '1\u03bcs'],
  ] as const) {
    it(`${a} is ${b}`, () => assert.ok(sameDuration(a, b)));
  }

  for (const text of ['', '1', 'h', '1d', '1h ', '1.h.', '.h', 'five', '1'.repeat(200)]) {
    it(`${JSON.stringify(text.slice(0, 20))} is none`, () => assert.equal(durationNanos(text), undefined));
  }
});
