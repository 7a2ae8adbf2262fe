import assert from 'node:assert/strict';
import { aCommit } from '../../../bench/probes/boardFleet';
import type * as Probe from '../../../bench/probes/decision';
import { loadWithStub } from '../../../bench/probes/withStub';
import { dev } from './builders';
import { deciding, engine } from './deciding';

describe('a promotion', () => {
  let probe: typeof Probe;
  before(async () => (probe = await loadWithStub<typeof Probe>('test/bench/probes/decision.ts')));
  const open = deciding(() => probe);

  describe('that Kargo takes', () => {
    const freight = (commit = dev.sha, name = 'f1') => ({
      ...{ uid: 'uid-test', gates: [{ name: 'Stage dev', kind: 'passed', said: 'freight f1 is verified' }] },
      freight: { name, brings: ['cart:2.11.0'], commits: [{ repository: 'x', commit }] },
    });

    it('is handed over by its own API, once a person has said yes to what is asked for, whom, and as whom', async () => {
      const { act, done, standing, offers, lines, say } = open();
      say('test', engine(freight()));
      await act('x');
      assert.equal(offers()[0], 'kargo');
      await act('kargo');
      assert.deepEqual([done, standing()?.kind], [[], 'asks']);
      assert.equal(standing()?.title, 'Have Kargo promote freight f1 to kargo-cart/test?');
      assert.match(
        lines().join(' '),
        /asked at https:\/\/kargo\.example\.com\/\. It is asked as ada, .* Freight f1 brings:/,
      );
      assert.doesNotMatch(lines().join(' '), /what comes may be another/);
      await act('kargoSure');
      assert.deepEqual(done, ['Kargo promotes f1 to kargo-cart/test for ada', 'told']);
      assert.deepEqual(
        [standing()?.kind, standing()?.title],
        ['done', 'Kargo has taken up freight f1 for test: promotion test.01.'],
      );
      await act('kargoSure');
      assert.equal(done.length, 2);
    });

    it('is told where the freight is not of the commit that the page shows', async () => {
      const { act, lines, say } = open();
      say('test', engine(freight(aCommit(9).sha)));
      await act('x');
      assert.match(lines().join(' '), /what comes may be another/);
    });

    it('is not handed over once the freight is another than was said yes to, nor where it waits for something', async () => {
      const { act, done, offers, say, pressed, decider } = open();
      say('test', engine(freight()));
      await act('x');
      await act('kargo');
      const yes = pressed('kargoSure');
      say('test', engine(freight(dev.sha, 'f2')));
      await decider.act(yes);
      assert.deepEqual(done, []);
      for (const kind of ['notPassed', 'unknown']) {
        say('test', engine({ ...freight(), gates: [{ name: 'Stage dev', kind, said: '' }] }));
        decider.tell();
        assert.ok(!offers().includes('kargo'), kind);
      }
      say('test', engine({ ...freight(), gates: [{ name: 'x', kind: 'notPassed', said: '', isForAutomation: true }] }));
      decider.tell();
      assert.ok(offers().includes('kargoSure'), 'a hold holds up what goes by itself alone');
    });
  });
});
