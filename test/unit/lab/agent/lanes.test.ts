import assert from 'node:assert/strict';
import { Lane, Superseded } from '../../../lab/agent/lanes';

/** A lane whose jobs end when the test says so, or when they are aborted. */
function observedLane() {
  const started: string[] = [];
  const ended: string[] = [];
  const finish = new Map<string, () => void>();
  const lane = new Lane(
    (commit, signal) =>
      new Promise<void>((resolve) => {
        const end = (how: string) => () => {
          ended.push(`${commit} ${how}`);
          resolve();
        };
        started.push(commit);
        finish.set(commit, end('finished'));
        signal.addEventListener('abort', () => end(signal.reason instanceof Superseded ? 'superseded' : 'stopped')());
      }),
  );
  return { lane, started, ended, finish: (commit: string) => finish.get(commit)?.() };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('A lane of the agent', () => {
  it('runs the newest of what waits, and tells what runs to end', async () => {
    const { lane, started, ended, finish } = observedLane();
    for (const commit of ['one', 'two', 'three']) lane.push(commit);
    await settle();
    finish('three');
    assert.deepEqual(started, ['one', 'three']);
    assert.deepEqual(ended, ['one superseded', 'three finished']);
  });

  it('runs a commit once though it is announced twice', async () => {
    const { lane, started, finish } = observedLane();
    lane.push('one');
    lane.push('one');
    finish('one');
    await settle();
    assert.deepEqual(started, ['one']);
  });

  it('goes on with the next commit after a job that fails', async () => {
    const started: string[] = [];
    const lane = new Lane((commit) => {
      started.push(commit);
      return Promise.reject(new Error('no forge to report to'));
    });
    lane.push('one');
    await settle();
    lane.push('two');
    await settle();
    assert.deepEqual(started, ['one', 'two']);
  });

  it('stops what runs, and starts nothing afterwards', async () => {
    const { lane, started, ended } = observedLane();
    lane.push('one');
    await lane.stop();
    lane.push('two');
    await settle();
    assert.deepEqual(started, ['one']);
    assert.deepEqual(ended, ['one stopped']);
  });
});
