import assert from 'node:assert/strict';
import fc from 'fast-check';
import { markerOf } from '../../../src/core/promotion/record/recorded';
import { decisionsFor } from '../../../src/core/train/decide';
import { trainId, trainLines } from '../../../src/core/train/manifestText';
import type { CarSeen } from '../../../src/core/train/seen';
import { noDecisions, trainState } from '../../../src/core/train/state';
import { saysStopped, withoutStopped, withStopped } from '../../../src/core/train/stopped';
import { trainIn } from '../../../src/core/train/trainIn';
import { aTrain, shaOf } from './build';

const manifest = aTrain([['cart', 'payment'], ['checkout']], ['dev', 'test', 'prod']);
const id = trainId(manifest);
const edge = { from: 'dev', to: 'test' };
const head = { branch: 'promote/dev-to-test/cart', commit: shaOf('head') };
const hidden = [
  markerOf(['promotion', 'dev', 'test']),
  `Promoted-From: dev@${shaOf('source')}`,
  `Promotion-Target: test@${shaOf('base')}`,
  ...trainLines(manifest),
  `Train-Tree: ${shaOf('tree')}`,
  '-->',
].join('\n');
const bodies = fc
  .array(fc.constantFrom('Words of a person.', '', `Train-Stopped: ${id}`, 'more'), { maxLength: 5 })
  .map((lines) => [...lines.filter((line) => !line.startsWith('Train-')), '', hidden].join('\n'));

describe('the word that a train was stopped', () => {
  it('is read where it was said, changes nothing else that is said, and is taken back whole', () => {
    fc.assert(
      fc.property(bodies, fc.boolean(), (body, isCrLf) => {
        const kept = isCrLf ? body.replaceAll('\n', '\r\n') : body;
        const said = withStopped(kept, edge, id);
        assert.deepEqual(
          [saysStopped({ body: kept, head }, edge, id), saysStopped({ body: said, head }, edge, id)],
          [false, true],
        );
        assert.equal(withStopped(said, edge, id), said, 'said twice is said once');
        assert.deepEqual(trainIn({ body: said, head }, edge), trainIn({ body: kept, head }, edge));
        assert.equal(withoutStopped(said, id), body);
      }),
    );
  });

  it('counts of this train alone, and only where a train may speak: of our own branch, in what is hidden', () => {
    const body = withStopped(`x\n\n${hidden}`, edge, id);
    assert.equal(saysStopped({ body, head }, edge, 'f'.repeat(20)), false);
    assert.equal(saysStopped({ body, head: { ...head, branch: 'fork/repo:promote/x' } }, edge, id), false);
    assert.equal(saysStopped({ body, head }, { from: 'test', to: 'prod' }, id), false);
    const shown = `Train-Stopped: ${id}\n\n${hidden}`;
    assert.equal(saysStopped({ body: shown, head }, edge, id), false, 'written by somebody into the text');
    assert.equal(withStopped('Nothing of ours.', edge, id), 'Nothing of ours.');
  });

  const places = manifest.way.slice(1).flatMap((_to, step) => manifest.waves.flat().map((car) => ({ ...car, step })));

  it('opens nothing more of it, whatever else is seen, until somebody says so; what is through is through', () => {
    const kinds = fc.constantFrom('none', 'open', 'closed', 'landed');
    fc.assert(
      fc.property(fc.array(fc.tuple(kinds, fc.boolean()), { minLength: 6, maxLength: 6 }), (states) => {
        const seen = (marks: boolean) => (service: string, step: number) => {
          const at = places.findIndex((one) => one.service === service && one.step === step);
          const [kind = 'none', isMarked = false] = states[at] ?? [];
          return carSeen(kind, at, marks && isMarked);
        };
        const isMarked = states.some(([kind, marked]) => marked && kind !== 'none');
        const without = trainState(manifest, seen(false));
        const state = trainState(manifest, seen(true));
        if (!isMarked || without.kind === 'done')
          assert.deepEqual([state.kind, state.due], [without.kind, without.due]);
        else assert.deepEqual([state.kind, state.due], ['halted', []]);
        const resumed = trainState(manifest, seen(true), { ...noDecisions, resume: true });
        assert.deepEqual([resumed.kind, resumed.due], [without.kind, without.due]);
      }),
    );
  });

  it('what can be decided of a service makes its train go on', () => {
    const deployment = shaOf('landed');
    const landed = (verdict: 'unproven' | 'overtaken' | 'failed' | 'rolledBack', tree: string): CarSeen => ({
      ...{ kind: 'landed', pullRequest: undefined, promised: shaOf('cart', 'test', 'tree'), deployment },
      ...{ commits: [deployment], tree, verdict: { kind: verdict, said: '', word: `${deployment}..${shaOf('x')}` } },
    });
    const promised = shaOf('cart', 'test', 'tree');
    const seens: readonly CarSeen[] = [
      { kind: 'closed', number: 1, url: '' },
      landed('unproven', promised),
      landed('overtaken', promised),
      landed('failed', promised),
      landed('rolledBack', promised),
      { kind: 'unknown', said: '' },
    ];
    for (const one of seens) {
      const seen = (service: string, step: number): CarSeen =>
        service === 'cart' && step === 0 ? one : { kind: 'none' };
      const [car] = trainState(manifest, seen).steps[0]?.waves[0] ?? [];
      assert.ok(car);
      for (const decision of decisionsFor(manifest, 0, car)) {
        const state = trainState(manifest, seen, {
          skip: new Set(decision.kind === 'skip' ? ['cart'] : []),
          again: new Map(decision.kind === 'again' ? [['cart', new Set([1])]] : []),
          accepted: new Set(decision.word === undefined ? [] : [decision.word]),
        });
        assert.ok(state.due.length > 0, `${one.kind} ${decision.kind}`);
      }
    }
  });
});

function carSeen(kind: string, at: number, saysIt: boolean): CarSeen {
  const pullRequest = { number: at, url: '', ...(saysIt ? { saysStopped: true } : {}) };
  const promised = places(at);
  const deployment = shaOf('landed', at);
  switch (kind) {
    case 'open':
      return { kind, mergeable: 'yes', ...pullRequest };
    case 'closed':
      return { kind, ...pullRequest };
    case 'landed':
      return {
        ...{ kind, pullRequest, promised, deployment, commits: [deployment], tree: promised },
        verdict: { kind: 'passed', said: '' },
      };
    default:
      return { kind: 'none' };
  }
}

function places(at: number): string {
  return shaOf('promised', at);
}
