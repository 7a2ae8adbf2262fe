import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FieldDrift, ObjectDrift } from '../../../src/core/drift/report';
import { asShown } from '../../../src/core/manifest/secrecy/shown';
import { detailsOf } from '../../../src/core/verify/report/details';
import { verdictDocument } from '../../../src/core/verify/report/document';
import { junitOf, xmlText } from '../../../src/core/verify/report/junit';
import { summaryOf } from '../../../src/core/verify/report/summary';
import { shown } from '../../../src/core/verify/shownLine';
import { evidenceOf, reasonsOf, statusOf } from '../../../src/core/verify/verdict';
import { aRequirement, aVerdict } from './builders';

const hostile = [
  ']]></failure><script>alert(1)</script>',
  '| a | b |\n|---|---|\n# Title',
  '[click](https://evil.example) <img src=x> @everyone `code`',
  'a\u0000b\u001b[31mc\ud800d\ufffee\u202ef',
  '${{ secrets.TOKEN }} $(rm -rf /) "quoted" \'single\' &amp;',
];

describe('what a verdict is told as', () => {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } };
  const failed = aVerdict({
    kind: 'gaveUp',
    requirements: [
      aRequirement('fine', 'met'),
      aRequirement('late', 'waiting'),
      aRequirement('dark', 'unknown'),
      aRequirement('bad', 'failing', { pods: [{ pod, said: shown('Pod a: crashes') }], output: [shown('last words')] }),
    ],
  });

  it('the gravest reason comes first, and nothing that is met', () => {
    assert.deepEqual(
      reasonsOf(failed).map(({ id }) => id),
      ['bad', 'dark', 'late'],
    );
    assert.equal(evidenceOf(failed), 'cart/prod: bad: Pod a: crashes (and 2 more)');
    assert.equal(statusOf(failed).state, 'failure');
    assert.deepEqual(statusOf(aVerdict()), {
      state: 'success',
      description: 'cart/prod runs aaaaaaaaaa: 0 objects as it says, for 10 s',
    });
  });

  it('what was accepted without a look is not counted as looked at', () => {
    const requirements = [aRequirement('a', 'met'), aRequirement('b', 'met', { isAccepted: true })];
    assert.equal(
      evidenceOf(aVerdict({ requirements })),
      'cart/prod runs aaaaaaaaaa: 1 objects as it says, for 10 s, 1 objects not compared',
    );
  });

  it('JUnit counts what was not true as failures, and what is not known as errors', () => {
    const xml = junitOf(failed);
    assert.match(xml, /tests="5" failures="3" errors="1"/);
    assert.match(xml, /<error message="dark is unknown" type="unknown">/);
    assert.match(xml, /type="failing">Pod a: crashes\nlast words<\/failure>/);
    assert.match(junitOf(aVerdict()), /tests="1" failures="0" errors="0"/);
  });

  it('JSON has all of it', () => {
    const document = verdictDocument(failed, { kind: 'failed', said: 'no' });
    assert.equal(document.verified, false);
    assert.deepEqual(document.reasons[0]?.details, ['Pod a: crashes', 'last words']);
    assert.deepEqual(document.status, { kind: 'failed', said: 'no' });
  });

  it('a field is told with its place, whatever it is called', () => {
    const field = (path: string, more: Partial<FieldDrift>): FieldDrift => ({
      path,
      verdict: 'changed',
      line: 9,
      ...more,
    });
    const drift: ObjectDrift = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name: 'cart',
      verdict: 'changed',
      file: 'a.yaml',
      fields: [
        field('data.tokenTTL', { desired: asShown('72h'), live: asShown('1s'), owner: 'kubectl-edit' }),
        field('data.note', { verdict: 'extra', live: asShown(1) }),
        field('data.password', { verdict: 'masked' }),
        field('data.fine', { verdict: 'managed' }),
      ],
    };
    assert.deepEqual(detailsOf(aRequirement('x', 'waiting', { drift })), [
      'a.yaml:9 data.tokenTTL is "72h" in git and "1s" live (kubectl-edit)',
      'a.yaml:9 data.note is nothing in git and 1 live',
      'a.yaml:9 data.password differs; values of Secrets are not shown',
    ]);
  });

  for (const text of hostile) {
    it(`holds ${JSON.stringify(text)} as text`, () => {
      const requirement = aRequirement('x', 'failing', {
        subject: shown(text),
        said: shown(text),
        output: [shown(text)],
      });
      const verdict = aVerdict({ kind: 'gaveUp', service: text, environment: text, requirements: [requirement] });
      wellFormed(junitOf(verdict));
      const lines = summaryOf(verdict).split('\n');
      assert.equal(lines.filter((line) => line.startsWith('#')).length, 1);
      assert.equal(lines.filter((line) => line.startsWith('|')).length, 3);
      assert.doesNotMatch(summaryOf(verdict), /^[^`\n]*(?<!\\)(<img|\[click|@everyone)/m);
    });
  }

  it('any text is XML, and comes back as it was but for what XML cannot hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const xml = xmlText(text);
        assert.doesNotMatch(xml, /[<>"'\n\r\t]/);
        // eslint-disable-next-line no-control-regex -- these are what XML forbids
        assert.doesNotMatch(xml, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
        encodeURIComponent(xml); // throws where half of a pair stands alone
        assert.equal(unescaped(xml).length, text.length);
      }),
      { numRuns: 2_000 },
    );
  });
});

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescaped(xml: string): string {
  return xml.replace(/&(?:#(\d+)|(\w+));/g, (_, number: string | undefined, name: string) =>
    number === undefined ? (entities[name] ?? '') : String.fromCharCode(Number(number)),
  );
}

/** Tags are closed in order, attributes quoted, and `&` begins an entity. */
function wellFormed(xml: string): void {
  const open: string[] = [];
  const rest = xml
    .replace(/^<\?xml[^?]*\?>\n/, '')
    .replace(/<(\/?)(\w+)((?: \w+="[^"<]*")*)(\/?)>/g, (_, end, name: string, __, empty) => {
      if (end) assert.equal(open.pop(), name);
      else if (!empty) open.push(name);
      return '';
    });
  assert.deepEqual(open, []);
  assert.doesNotMatch(rest, /[<>]/);
  assert.doesNotMatch(xml, /&(?!(?:#\d+|amp|lt|gt|quot|apos);)/);
}
