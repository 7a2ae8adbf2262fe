import assert from 'node:assert/strict';
import { randomFrom } from '../../lab/real/scale/random';
import { Days } from './days';
import { levelsNow, type Levels } from './levels';
import { OpenWindow } from './world';

interface Span {
  readonly days: number;
  /** How long a day is. */
  readonly hours: number;
  /** So many in the course of a day. */
  readonly things: number;
  readonly services: readonly string[];
  readonly seed: number;
}

/** A keep-alive connection or two, and a program that ends by itself. */
const slack: Levels = { timers: 6, sockets: 6, children: 2, listeners: 0, heapMb: 12 };

/**
 * Lives through so many days in a window that stays open. Laws: after each fault, and at the end of each day, it shows what a
 * window shows that was just opened; what a forge told before it failed never looks newer; what is held at the end of the last day is
 * what was held at the end of the first; once it is closed, nothing is left.
 *
 * @returns a line a day, to be read
 */
export async function holdsForDays({ days, hours, things, services, seed }: Span): Promise<readonly string[]> {
  const random = randomFrom(seed);
  const window = await OpenWindow.open(services, random);
  const lines: string[] = [];
  try {
    const life = new Days(window, random);
    const all: Levels[] = [];
    for (let day = 1; day <= days; day += 1) {
      const { requests, levels } = await life.live(hours, things);
      all.push(levels);
      lines.push(
        `day ${day}: ${requests} requests, ${window.time.set} alarms, ${window.time.rung} rung, ${JSON.stringify(levels)}`,
      );
      assert.ok(window.time.set <= services.length, `${window.time.set} alarms are set`);
    }
    lines.push([...life.happened].map(([name, count]) => `${count} × ${name}`).join(', '));
    const [first] = all;
    if (first) assertNoMore(all.at(-1) ?? first, first, lines.join('\n'));
    await window.close();
    assert.equal(window.time.set, 0, 'alarms are left');
    const closed = await levelsNow();
    assertNoMore(closed, first ?? closed, 'after it was closed');
  } finally {
    await window.close();
    await window.lab.dispose();
  }
  return lines;
}

function assertNoMore(now: Levels, then: Levels, when: string): void {
  for (const [key, most] of Object.entries(slack) as [keyof Levels, number][])
    assert.ok(now[key] <= then[key] + most, `${key}: ${now[key]}, was ${then[key]}\n${when}`);
}
