import assert from 'node:assert/strict';
import type { BaselinePin } from '../../../src/core/catalog/catalog';
import { parseCatalog } from '../../../src/core/catalog/parse';
import { pinBaseline } from '../../../src/core/catalog/pin';

const pin: BaselinePin = { from: 'dev', to: 'prod', baseline: 'a'.repeat(40), deployment: 'b'.repeat(40) };
const written = `{ from: dev, to: prod, baseline: "${pin.baseline}", deployment: "${pin.deployment}" }`;

const catalog = (services: string) => `# ours
version: 1
environments:
  - { name: dev }   # first
  - { name: prod }

services:
${services}`;

const cart = { name: 'cart', repository: './cart' };

const pinsIn = (text: string) => {
  const parsed = parseCatalog(text, { path: '/c/branchline.yaml', folder: '/c' });
  assert.ok(parsed.kind === 'ok', JSON.stringify(parsed));
  return parsed.catalog.services.map(({ pins }) => pins);
};

describe('pinning a baseline in the catalog', () => {
  it('adds a line to an entry of one line, and changes no other', () => {
    const text = catalog('  - { name: cart, repository: ./cart }\n  - { name: orders, repository: ./orders } # two\n');
    const edited = pinBaseline(text, cart, pin);
    assert.equal(edited, text.replace('./cart }', `./cart, pins: [${written}] }`));
    assert.deepEqual(pinsIn(edited), [[pin], undefined]);
  });

  it('adds two lines to an entry of several', () => {
    const text = catalog('  - name: cart\n    repository: ./cart # here\n  - name: orders\n    repository: ./orders\n');
    const edited = pinBaseline(text, cart, pin);
    assert.equal(edited, text.replace('# here\n', `# here\n    pins:\n      - ${written}\n`));
    assert.deepEqual(pinsIn(edited), [[pin], undefined]);
  });

  it('adds to the last entry of a file without a last line end', () => {
    const text = catalog(
      '  - name: cart\n    repository: ./cart\n    environments:\n      prod: { branch: production }',
    );
    assert.deepEqual(pinsIn(pinBaseline(text, cart, pin)), [[pin]]);
  });

  for (const style of ['flow', 'block'] as const) {
    it(`replaces the pin of the same path and keeps the others (${style})`, () => {
      const entry =
        style === 'flow' ? '  - { name: cart, repository: ./cart }\n' : '  - name: cart\n    repository: ./cart\n';
      const text = catalog(entry).replace('  - { name: prod }', '  - { name: test }\n  - { name: prod }');
      const first: BaselinePin = { ...pin, to: 'test' };
      const second: BaselinePin = { ...pin, from: 'test' };
      const newer: BaselinePin = { ...first, baseline: 'c'.repeat(40) };
      const edited = [first, second, newer].reduce((before, next) => pinBaseline(before, cart, next), text);
      assert.deepEqual(pinsIn(edited), [[newer, second]]);
    });
  }

  for (const [title, services] of [
    ['behind those listed', '  - name: orders\n    repository: ./orders # two\n'],
    ['behind those listed in one line', '  [{ name: orders, repository: ./orders }]\n'],
  ] as const) {
    it(`lists a service that was discovered ${title}, and changes no other line`, () => {
      const text = catalog(services);
      const edited = pinBaseline(text, cart, pin);
      assert.deepEqual(pinsIn(edited), [undefined, [pin]]);
      assert.ok(edited.startsWith(text.trimEnd().replace(/\]$/, '')));
    });
  }

  for (const services of ['', '[]']) {
    it(`lists it where nothing is listed (${services || 'no services'})`, () => {
      const text = catalog('').replace('services:\n', services && `services: ${services}\n`);
      const discovered = `${text}discover:\n  - { forge: "https://git.example.com", owner: shop }\n`;
      assert.deepEqual(pinsIn(pinBaseline(discovered, cart, pin)), [[pin]]);
    });
  }

  it('a pin of a path that is not there, or a second one, is a problem at its line', () => {
    const other = written.replace('to: prod', 'to: dev');
    const problems = (pins: string) => {
      const text = catalog(`  - name: cart\n    repository: ./cart\n    pins:\n${pins}`);
      const parsed = parseCatalog(text, { path: '/c/branchline.yaml', folder: '/c' });
      return parsed.kind === 'invalid' ? parsed.problems.map(({ line, said }) => [line, said.text]) : [];
    };
    assert.deepEqual(problems(`      - ${other}\n`), [[11, 'There is no promotion from "{from}" to "{to}".']]);
    assert.deepEqual(problems(`      - ${written}\n      - ${written}\n`), [
      [12, 'The baseline from "{from}" to "{to}" is pinned twice. Take one out.'],
    ]);
    assert.deepEqual(problems(`      - ${written.replace('a'.repeat(40), 'abc')}\n`), [
      [11, '"{value}" must be the whole name of a commit: 40 or 64 digits and letters from a to f.'],
    ]);
  });
});
