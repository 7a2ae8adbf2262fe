import assert from 'node:assert/strict';
import fc from 'fast-check';
import { backDocument, reportDocument } from '../../../../src/ui/train/documents';
import type * as Probe from '../../../bench/probes/trains';
import { loadWithStub } from '../../../bench/probes/withStub';

const kinds = ['open', 'ready', 'opened', 'done', 'refused', 'failed'] as const;
const report = reportDocument.parse({
  train: 'a',
  way: ['dev', 'test'],
  state: 'waiting',
  steps: [],
  opened: [],
});

describe('what taking a train back is said to do', () => {
  let probe: typeof Probe;
  before(async () => (probe = await loadWithStub<typeof Probe>('test/bench/probes/trains.ts')));

  function screenOf(ways: readonly (typeof kinds)[number][]) {
    const back = ways.map((kind, at) => ({ service: `s${at}`, to: 'test', deployment: null, kind }));
    return probe.backScreen(report, backDocument.parse({ train: 'a', expect: 'w', back }), []);
  }

  it('is nothing only where all is back, or was never there', () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...kinds), { maxLength: 5 }), (ways) => {
        const { title } = screenOf(ways).standing;
        const isNothing = ways.every((kind) => kind === 'done');
        assert.equal(title.text === 'There is nothing to be taken back', isNothing, title.text);
      }),
    ));

  it('is not known where one of them is not known, and nothing else can be undone', () => {
    assert.match(screenOf(['done', 'refused', 'failed']).standing.title.text, /not known/);
    assert.match(screenOf(['failed', 'ready']).standing.title.text, /^1 deployment/);
  });
});
