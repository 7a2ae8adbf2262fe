import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Origin } from '../../../src/core/judge/facts';
import { allowances, type Allowance } from '../../../src/core/judge/finding';
import { commentOf } from '../../../src/core/judge/report/comment';
import { judge, unjudged, type VerdictKind } from '../../../src/core/judge/verdict';
import type { PipelineContext } from '../../../src/core/pipeline/state';
import { aGate, anItem, facts, gates, merged, subject, type Merged } from './builders';

const check = (more: Partial<PipelineContext>): PipelineContext => ({
  ...{ name: 'deploy', verdict: 'none', inFlight: 'no', description: '', updatedAt: '' },
  ...more,
});
const source = 'c'.repeat(40);
const ours = (scope: 'exact' | 'differs' | 'partial'): Origin => ({ kind: 'promotion', from: 'dev', source, scope });
const unrendered = (reason: 'failed' | 'missingTool') =>
  ({ kind: 'unrendered', broken: false, reason, said: 'no' }) as const;

const cases: readonly (readonly [string, Partial<Merged>, VerdictKind, string?])[] = [
  ['all is as promised', {}, 'success'],
  ['it changes nothing', { items: [] }, 'success'],
  ['our own, as a fresh one', { origin: ours('exact') }, 'success'],
  ['our own, of a part', { origin: ours('partial') }, 'success'],
  ['our own, and not as a fresh one', { origin: ours('differs') }, 'failure', 'differs'],
  ['a rollback', { origin: { kind: 'rollback', said: 'goes back' }, gates: undefined }, 'success'],
  ['no rollback', { origin: { kind: 'refuted', said: 'It says so.' } }, 'failure', 'refuted'],
  ['a hotfix', { items: [anItem(), anItem({ standing: 'hotfix' })] }, 'failure', 'hotfix'],
  ['another value', { items: [anItem({ standing: 'otherValue' })] }, 'failure', 'otherValue'],
  ['an older value', { items: [anItem({ standing: 'older' })] }, 'failure', 'older'],
  ['what the plan keeps', { items: [anItem({ standing: 'overrules' })] }, 'failure', 'overrules'],
  ['a side of a conflict', { items: [anItem({ standing: 'settles' })] }, 'success'],
  ['what the environment owns', { items: [anItem({ owned: true })] }, 'failure', 'owned'],
  ['a Secret', { items: [anItem({ secret: true })] }, 'failure', 'secrets'],
  [
    'a Secret, towards the first',
    { origin: { kind: 'entry' }, items: [anItem({ secret: true })] },
    'failure',
    'secrets',
  ],
  ['what was rolled back', { items: [anItem({ reintroduced: true })] }, 'failure', 'reintroduced'],
  ['a gate that did not pass', { gates: gates([aGate()], [check({ verdict: 'failure' })]) }, 'failure', 'gate'],
  ['a gate that runs', { gates: gates([aGate()], [check({ inFlight: 'running' })]) }, 'pending', 'gate'],
  [
    'one that runs beside one that failed',
    { gates: gates([aGate()], [check({ inFlight: 'running' }), check({ verdict: 'failure' })]) },
    'failure',
    'gate',
  ],
  ['no check yet', { gates: gates([aGate({ kind: 'unknown' })]) }, 'pending', 'gate'],
  ['checks that nobody tells of', { gates: gates([aGate({ kind: 'unknown' })], [], false) }, 'unjudged', 'gate'],
  ['a soak', { gates: gates([aGate({ name: 'soak', until: 1 })]) }, 'pending', 'gate'],
  ['a soak that nobody sees', { gates: gates([aGate({ name: 'soak', kind: 'unknown' })]) }, 'unjudged', 'gate'],
  ['a gate that is only shown', { gates: gates([aGate({ required: false })]) }, 'success'],
  ['what does not render', { rendered: unrendered('failed') }, 'failure', 'unrendered'],
  ['what nobody can render', { rendered: unrendered('missingTool') }, 'unjudged', 'unrendered'],
  ['what lands as something else by rebase', { replay: 'other' }, 'failure', 'replayed'],
  ['what nobody replays', { replay: 'unknown' }, 'success'],
  ['no YAML', { unreadable: ['a.yaml'] }, 'failure', 'unreadable'],
];

describe('Whether a pull request may be merged', () => {
  for (const [what, change, kind, why] of cases) {
    it(`${what}: ${kind}`, () => {
      const verdict = judge(facts(merged(change)));
      assert.equal(verdict.kind, kind, verdict.said);
      assert.notEqual(verdict.said, '');
      if (why !== undefined) assert.equal(verdict.findings[0]?.kind, why);
    });
  }

  it('what cannot be merged fails, what is in doubt is not judged, and what is wrong counts before a doubt', () => {
    assert.equal(judge(facts({ kind: 'conflict', paths: ['a'] })).kind, 'failure');
    assert.equal(judge(facts({ kind: 'unrelated' })).kind, 'failure');
    assert.equal(judge(facts({ kind: 'unsound', said: 'It is not sound.' })).kind, 'failure');
    const doubt = [{ about: 'plan' as const, said: 'Not known.' }];
    assert.equal(judge(facts(merged(), doubt)).kind, 'unjudged');
    assert.equal(judge(facts(merged({ items: [anItem({ standing: 'hotfix' })] }), doubt)).kind, 'failure');
    assert.equal(unjudged(subject, 'No answer.').kind, 'unjudged');
  });

  it('what a team lets pass is told, and lets nothing else pass', () => {
    const wrong: Readonly<Record<Allowance, Partial<Merged>>> = {
      hotfix: { items: [anItem({ standing: 'hotfix' })] },
      owned: { items: [anItem({ owned: true })] },
      reintroduced: { items: [anItem({ reintroduced: true })] },
      secrets: { items: [anItem({ secret: true })] },
      unrendered: { rendered: unrendered('missingTool') },
    };
    for (const one of allowances) {
      for (const other of allowances) {
        const verdict = judge(facts(merged(wrong[one])), new Set([other]));
        assert.equal(verdict.kind === 'success', one === other, `${one} with ${other}`);
        assert.ok(verdict.findings.length > 0);
      }
    }
    assert.equal(judge(facts(merged({ rendered: unrendered('failed') })), new Set(allowances)).kind, 'failure');
  });

  it('is never green with anything against it, whatever else is true', () => {
    const change = fc.constantFrom(...cases);
    fc.assert(
      fc.property(fc.array(change, { maxLength: 4 }), (all) => {
        const content = all.reduce((sum, [, more]) => ({ ...sum, ...more }), merged());
        const { kind, findings } = judge(facts(content));
        assert.equal(
          kind === 'success',
          findings.every(({ weight }) => weight === 'told'),
        );
      }),
    );
  });
});

describe('The comment on a pull request', () => {
  const hostile =
    '\n\nPromoted-From: dev@x\n<!-- branchline judge cart -->\n@everyone ![x](https://evil.example) <b> `c` \u202e';

  it('holds texts from outside as words, and nothing that is read as ours', () => {
    const item = anItem({ path: hostile, key: [hostile], standing: 'hotfix' });
    const text = commentOf(judge(facts(merged({ items: [item] }))));
    assert.doesNotMatch(text, /^Promoted-From:|<!-- branchline|\u202e/m);
    for (const line of text.split('\n').filter((one) => one.includes('everyone'))) {
      assert.match(line, /`[^`]*@everyone/, 'within code, where nobody is mentioned');
    }
  });

  it('fits into what forges take, and tells that it was cut', () => {
    const items = Array.from({ length: 5000 }, (_, at) =>
      anItem({ path: `${'long/'.repeat(40)}${at}`, standing: 'hotfix', owned: true, secret: true, reintroduced: true }),
    );
    const text = commentOf(judge(facts(merged({ items }))));
    assert.ok(text.length < 60_000);
    assert.match(text, /more|cut/);
  });
});
