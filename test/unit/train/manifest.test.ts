import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { manifestLines, manifestOf, trainId, trainLines } from '../../../src/core/train/manifestText';
import { aTrain, shaOf } from './build';

const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/);

const trains = fc
  .tuple(
    fc.uniqueArray(name, { minLength: 1, maxLength: 12 }),
    fc.uniqueArray(name, { minLength: 2, maxLength: 4 }),
    fc.integer({ min: 1, max: 4 }),
  )
  .map(([services, way, count]) => {
    const waves = Array.from({ length: count }, (_, index) => services.filter((_name, at) => at % count === index));
    return aTrain(
      waves.filter((wave) => wave.length > 0),
      way,
    );
  });

describe('what a train says of itself', () => {
  const good = aTrain([['cart'], ['checkout']]);
  /** With the name that such lines would have, so that only what they say is wrong. */
  const signed = (lines: readonly string[]) => {
    const named = createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 20);
    return manifestOf([`Branchline-Train: ${named}`, ...lines].join('\n'));
  };

  it('is read back as it was written, from between other lines, also with other line ends', () => {
    fc.assert(
      fc.property(trains, fc.constantFrom('\n', '\r\n'), (manifest, end) => {
        const text = ['Promoted-From: dev@1', ...trainLines(manifest), 'Train-Tree: x'].join(end);
        assert.deepEqual(manifestOf(text), { id: trainId(manifest), manifest });
      }),
    );
  });

  it('is no train once a single character of it is another', () => {
    fc.assert(
      fc.property(trains, fc.nat(), fc.constantFrom('0', 'a', ' ', ':', '\n', '\u202e'), (manifest, at, other) => {
        const text = trainLines(manifest).join('\n');
        const place = at % text.length;
        fc.pre(text[place] !== other);
        const read = manifestOf(text.slice(0, place) + other + text.slice(place + 1));
        assert.equal(read, undefined);
      }),
      { numRuns: 300 },
    );
  });

  it('whatever lines somebody signs, it is read only where it is written again as exactly those', () => {
    const value = fc.oneof(
      fc.constantFrom('dev test', 'dev', 'dev dev', '1 cart', '0 cart', '01 cart', '1  cart', 'x', ''),
      fc
        .tuple(fc.constantFrom('1', '2', '1.0', '0x1', '1e0', '+1'), name, fc.constantFrom('', ' ', ' :'))
        .map(([wave, service, end]) => `${wave} ${service} ${shaOf('source')} ${shaOf('base')}:${shaOf('tree')}${end}`),
    );
    const line = fc.tuple(fc.constantFrom('Train-Way: ', 'Train-Car: '), value).map((parts) => parts.join(''));
    let read = 0;
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 3 }), (more) => {
        const lines = ['Train-Way: dev test', ...more];
        const found = signed(lines);
        if (!found) return;
        read += 1;
        assert.deepEqual(manifestLines(found.manifest), lines);
      }),
      { numRuns: 2_000, seed: 1 },
    );
    assert.ok(read > 0, 'some are trains');
  });

  it('has another name where any of it is another', () => {
    const manifest = aTrain([['cart', 'payment'], ['checkout']]);
    const names = [
      manifest,
      aTrain([['payment', 'cart'], ['checkout']]),
      aTrain([['cart'], ['payment', 'checkout']]),
      aTrain([['cart', 'payment'], ['checkout']], ['dev', 'prod']),
      aTrain([['cart', 'payment'], ['checkout']], ['dev', 'test', 'prod']),
    ].map(trainId);
    assert.equal(new Set(names).size, names.length);
  });

  it('is none with gaps in its waves, a service twice, a step too many, or two ways', () => {
    const [way = '', first = '', second = ''] = manifestLines(good);
    assert.ok(signed([way, first, second]), 'as it is, it is one');
    const broken: readonly (readonly string[])[] = [
      [way, first, second.replace('Train-Car: 2', 'Train-Car: 3')],
      [way, first, first],
      [way, first, `${second} ${shaOf('x')}:${shaOf('y')}`],
      [way, way, first, second],
      ['Train-Way: dev', first, second],
      ['Train-Way: dev dev', first, second],
      [way, first, second.replace('checkout', '../checkout')],
      [way, first, second.replace('checkout', 'a'.repeat(101))],
      [way],
    ];
    for (const lines of broken) assert.equal(signed(lines), undefined, lines.join('\n'));
  });

  it('is not read beyond its bound', () => {
    const many = aTrain([Array.from({ length: 200 }, (_, index) => `service-${index}`)]);
    assert.equal(manifestOf(trainLines(many).join('\n')), undefined);
  });
});
