import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FrameReader, type Frame } from '../../../../src/core/relay/subscribe/frames';

const bytes = (text: string) => new TextEncoder().encode(text);

function read(chunks: readonly Uint8Array[]): { frames: Frame[]; place: string | undefined } {
  const reader = new FrameReader();
  const frames: Frame[] = [];
  let place: string | undefined;
  for (const chunk of chunks) {
    const one = reader.read(chunk);
    frames.push(...one.frames);
    place = one.place ?? place;
  }
  return { frames, place };
}

describe('a stream of server-sent events', () => {
  it('is frames with a name, data and a place', () => {
    const text = ': hello\n\nid: e.1\nevent: scope\ndata: {"a":\ndata: 1}\n\ndata:x\n\nid: e.2\n\n: beat\n';
    assert.deepEqual(read([bytes(text)]), {
      frames: [
        { event: 'scope', data: '{"a":\n1}' },
        { event: '', data: 'x' },
      ],
      place: 'e.2',
    });
  });

  it('is the same in pieces of any size, and by any end of line', () => {
    const line = fc.oneof(
      fc.constantFrom('', ': beat', 'data', 'data:', 'id: 4', 'event: reset', 'retry: 5', 'unknown: x', 'data:  two'),
      fc.string({ unit: 'grapheme', maxLength: 8 }).map((text) => `data: ${text.replace(/[\r\n]/g, '')}`),
    );
    const ending = fc.constantFrom('\n', '\r', '\r\n');
    const lines = fc.array(fc.tuple(line, ending), { maxLength: 30 });
    fc.assert(
      fc.property(lines, fc.array(fc.nat(7), { maxLength: 60 }), (drawn, sizes) => {
        // `\r` before an empty line that ends with `\n` would be one end of line, as it should.
        const whole = bytes(drawn.map(([text]) => `${text}\n`).join(''));
        const mixed = bytes(drawn.map(([text, end], at) => text + (drawn[at + 1]?.[0] === '' ? '\n' : end)).join(''));
        const pieces: Uint8Array[] = [];
        let from = 0;
        for (const size of sizes) {
          pieces.push(mixed.slice(from, from + size));
          from += size;
        }
        pieces.push(mixed.slice(from));
        const last = drawn.at(-1);
        if (last && last[1] === '\r') pieces.push(bytes(''));
        assert.deepEqual(read(pieces), read([whole]));
      }),
    );
  });

  it('has not come to the place of a frame that broke off', () => {
    assert.equal(read([bytes('id: 1\ndata: x\n\nid: 2\ndata: y\n')]).place, '1');
  });

  const endless: readonly (readonly [what: string, piece: string])[] = [
    ['a line', 'x'.repeat(60_000)],
    ['a frame', `data: ${'x'.repeat(1_000)}\n`],
    ['a frame of nothing', 'data\n'.repeat(10_000)],
  ];
  for (const [what, piece] of endless) {
    it(`ends where ${what} has no end, and keeps no more than that`, () => {
      const reader = new FrameReader();
      let sent = 0;
      assert.throws(() => {
        for (; sent < 64_000_000; sent += piece.length) reader.read(bytes(piece));
      }, RangeError);
      assert.ok(sent < 12_000_000, `${sent}`);
    });
  }

  it('refuses a place that is too long to be sent back', () => {
    assert.throws(() => new FrameReader().read(bytes(`id: ${'x'.repeat(1_001)}\n`)), RangeError);
  });
});
