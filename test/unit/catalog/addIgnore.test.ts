import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { addDriftIgnore } from '../../../src/core/catalog/addIgnore';

const rule = { key: 'metadata.annotations["a.b/c"]', kind: 'Deployment', name: 'web', environments: ['prod'] };
const head = '# ours\nversion: 1   # one\n\nenvironments:\n  - { name: dev }\n';

describe('adding a rule for drift that does not count', () => {
  const cases = {
    'a catalog without any': head,
    'one without a line break at its end': head.trimEnd(),
    'a list of rules with comments': `${head}drift:\n  ignore:\n    - key: spec.replicas # by hand\n    # the last\n    - { key: spec.paused } # two\nservices: []\n`,
    'a list at the end of the file': `${head}drift:\n  ignore:\n  - key: spec.replicas`,
    'a list in one line': `${head}drift: { ignore: [{ key: spec.replicas }, ] } # note\n`,
    'an empty list': `${head}drift:\n  ignore: []\n`,
    'Windows line ends': `${head}drift:\n  ignore:\n    - key: a\n`.replaceAll('\n', '\r\n'),
  };
  for (const [name, text] of Object.entries(cases)) {
    it(`to ${name}: every line stays`, () => {
      const edited = addDriftIgnore(text, rule) ?? assert.fail('not added');
      const rules = (parse(edited) as { drift: { ignore: object[] } }).drift.ignore;
      assert.deepEqual(rules.at(-1), rule);
      for (const line of text.split(/\r?\n/).filter((kept) => !kept.includes('[')))
        assert.ok(edited.includes(line), line);
      if (text.includes('\r\n')) assert.doesNotMatch(edited, /[^\r]\n/);
      assert.ok(addDriftIgnore(edited, rule));
    });
  }

  it('is not done in a text that cannot be read', () => {
    assert.equal(addDriftIgnore('version: [1\n', rule), undefined);
    assert.equal(addDriftIgnore('- a list\n', rule), undefined);
    assert.equal(addDriftIgnore(`${head}drift:\n`, rule), undefined);
  });
});
