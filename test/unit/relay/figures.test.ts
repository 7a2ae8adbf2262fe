import { match, ok } from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { figures } from '../../../src/core/relay/server/figures';

describe('The figures of a relay', () => {
  it('tell how late it is as a histogram, so that an old delay leaves the picture', async () => {
    const counted = figures({ subscribers: () => 0, kept: () => 0, waiting: () => 0, ready: () => true });
    try {
      const until = performance.now() + 400;
      while (performance.now() < until);
      await pause(150);
      const text = counted.text();
      match(text, /^# TYPE nodejs_eventloop_delay_seconds histogram$/m);
      const [, sum = '0'] = /^nodejs_eventloop_delay_seconds_sum (\S+)$/m.exec(text) ?? [];
      ok(Number(sum) > 0.1, text);
    } finally {
      counted.stop();
    }
  });
});
