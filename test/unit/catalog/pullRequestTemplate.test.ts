import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fillTemplate, placesOf, templateProblems } from '../../../src/core/catalog/pullRequestTemplate';
import { accepted, catalogText, refused } from './build';

const inCatalog = (lines: readonly string[]) => catalogText({ rest: ['pullRequests:', ...lines].join('\n') });

describe('templates of pull requests in the catalog', () => {
  it('are there for every service', () => {
    const text = inCatalog(['  promotion:', '    title: "{service}: {summary}"', '    body: |', '      {items}']);
    assert.deepEqual(accepted(text).catalog.services[0]?.pullRequests, {
      promotion: { title: '{service}: {summary}', body: '{items}\n' },
    });
    assert.equal(accepted(catalogText()).catalog.services[0]?.pullRequests, undefined);
  });

  const wrong: [what: string, lines: readonly string[], said: RegExp][] = [
    [
      'an unknown place',
      ['  promotion: { title: "Go {where}" }'],
      /^5:27 "\{where\}" is not known\. .*\{service\}, \{from\}/,
    ],
    [
      'an unknown place in a block of lines',
      ['  promotion:', '    body: |', '      {service} and {{more}}', '', '      so {itens}'],
      /^9:10 "\{itens\}" is not known\. .*\{items\}/,
    ],
    [
      'one in text that YAML folds and escapes',
      ['  rollback:', '    body: "a \\', '      \\t{branch}', '      {from}"'],
      /^8:7 "\{from\}" is not known/,
    ],
    ['a list in a title', ['  promotion: { title: "{items}" }'], /^5:24 "\{items\}" is not known/],
    [
      'a list within a line',
      ['  promotion: { body: "See `{items}`" }'],
      /^5:28 "\{items\}" is filled with several lines/,
    ],
    [
      'a brace alone',
      ['  rollback:', '    title: "{{ok}} }"'],
      /^6:20 A "\}" without its counterpart\. Write it twice/,
    ],
    ['a place that is never closed', ['  rollback:', '    body: "{service"'], /^6:12 A "\{" without its counterpart/],
    [
      'a code fence that is not ended',
      ['  return:', '    body: |', '      > ```sh', '      > kubectl', '      {items}'],
      /^7:9 "```" is not ended/,
    ],
    ['a comment that is not ended', ['  takeBack: { body: "<!-- x" }'], /^5:\d+ "<!--" is not ended/],
    ['an empty text', ['  rollback: { body: "" }'], /^5:21 "body" is empty/],
    ['an unknown key', ['  rollback: { bdy: x }'], /^5:15 Unknown key "bdy"\. Did you mean "body"/],
  ];
  for (const [what, lines, said] of wrong) {
    it(`${what} is told at its place`, () => {
      const [problem, ...more] = refused(inCatalog(lines));
      assert.match(problem ?? '', said);
      assert.deepEqual(more, []);
    });
  }

  it('a template without a problem holds known places alone, and filling leaves nothing open', () => {
    const { words, lists } = placesOf.promotion;
    const part = fc.constantFrom(
      '{',
      '}',
      '{{',
      '}}',
      '\n',
      'a',
      ' ',
      ...[...words, ...lists, 'x'].map((one) => `{${one}}`),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        const problems = templateProblems(text, placesOf.promotion);
        for (const { index, length } of problems) assert.match(text.slice(index, index + length), /[{}]/);
        if (problems.length > 0) return;
        const asked: string[] = [];
        fillTemplate(text, (place) => (asked.push(place), ''));
        assert.deepEqual(
          asked.filter((place) => !([...words, ...lists] as string[]).includes(place)),
          [],
        );
      }),
    );
  });

  it('a doubled brace is one of the text, and what is filled in is not filled again', () => {
    assert.equal(
      fillTemplate('{{service}} {{{service}}} {from}', (place) => (place === 'from' ? '{service}' : 'cart')),
      '{service} {cart} {service}',
    );
  });
});
