import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseCatalog } from '../../../src/core/catalog/parse';
import { addService } from '../../../src/core/catalog/serviceList';

const where = { path: '/w/branchline.yaml', folder: '/w' };
const added = { name: 'cart', repository: 'https://git.example.com/gitops/cart.git' };
const head = ['# of the team', 'version: 1', 'environments: [{ name: dev }, { name: prod }] # two', ''];

/** Ways in which people write a list of services. */
const lists: Readonly<Record<string, readonly string[]>> = {
  none: ['discover: [{ forge: "https://git.example.com", owner: o }]', ''],
  'none, without a break at the end': ['discover: [{ forge: "https://git.example.com", owner: o }]'],
  flow: ['services: [{ name: a, repository: ./a }] # flow', ''],
  'flow over lines': ['services: [', '  { name: a, repository: ./a }, # a', ']', ''],
  block: [
    'services:',
    '  - name: a # first',
    '    repository: ./a',
    '',
    '  # the second',
    '  - { name: b, repository: ./b } # last',
    '',
  ],
  'block without a margin': [
    'services:',
    '- { name: a, repository: ./a }',
    'drift: { ignore: [{ key: spec.replicas }] } # after',
    '',
  ],
  'block without a break at the end': ['services:', '  - name: a', '    repository: ./a'],
};

describe('a service that is added to a catalog', () => {
  for (const [name, lines] of Object.entries(lists)) {
    for (const eol of ['\n', '\r\n']) {
      it(`leaves every other line as it is (${name}, ${JSON.stringify(eol)})`, () => {
        const text = [...head, ...lines].join(eol);
        const result = addService(text, added);
        const parsed = parseCatalog(result, where);
        assert.ok(parsed.kind === 'ok', result);
        assert.equal(parsed.catalog.services.at(-1)?.name, 'cart');
        const kept = text.split(eol).filter((line) => line.trim() !== '');
        const now = result.split(eol).filter((line) => line.trim() !== '' && !line.includes('"cart"'));
        if (!name.startsWith('flow'))
          assert.deepEqual(
            now.filter((line) => line !== 'services:'),
            kept.filter((line) => line !== 'services:'),
          );
        assert.ok(!/[^\r]\n/.test(result) || eol === '\n');
        for (const comment of text.match(/#.*/g) ?? []) assert.ok(result.includes(comment.trimEnd()), comment);
      });
    }
  }

  it('leaves every break of a line as it is, also where they differ', () => {
    const text = 'version: 1\r\nenvironments: [{ name: dev }]\nservices:\n  - { name: a, repository: ./a }\r\n# end\n';
    const result = addService(text, added);
    const [line = '', ...more] = result.split(/(?<=\n)/).filter((one) => !text.includes(one));
    assert.deepEqual(more, []);
    assert.match(line, /cart.*\r\n$/);
    assert.equal(result.replace(line, ''), text);
  });

  it('is refused where the text is none that can be added to', () => {
    for (const text of [
      '',
      '[]',
      'a: [',
      'services: 1\n',
      'services: {}\n',
      'a: 1\na: 2\n',
      'services: *x\n',
      '{ version: 1 }\n',
    ]) {
      assert.throws(() => addService(text, added), { code: 'catalog/notEditable' }, text);
    }
  });

  it('one after another gives them all, in that order', () =>
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9.-]{0,9}$/), { maxLength: 6 }),
        fc.constantFrom(...Object.values(lists)),
        (names, lines) => {
          const start = [...head, ...lines].join('\n');
          const before = parseCatalog(start, where);
          const wanted = names.filter((name) => name !== 'a' && name !== 'b');
          const text = wanted.reduce(
            (made, name) => addService(made, { name, repository: `https://git.example.com/o/${name}` }),
            start,
          );
          const after = parseCatalog(text, where);
          assert.ok(before.kind === 'ok' && after.kind === 'ok');
          const listed = before.catalog.services.map(({ name }) => name);
          assert.deepEqual(
            after.catalog.services.map(({ name }) => name),
            [...listed, ...wanted],
          );
        },
      ),
      { numRuns: 200 },
    ));
});
