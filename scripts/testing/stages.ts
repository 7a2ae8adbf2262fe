import { cpus } from 'node:os';
import { line, oneFailed, sum, type Counts } from './counts';
import { seconds } from '../bootstrap/output.mjs';

/** A part of `npm test`: what it came to, and what it wrote. */
export interface Stage {
  readonly title: string;
  readonly run: () => Promise<StageResult>;
}

export interface StageResult {
  readonly counts: Counts;
  /** Shown in full when something failed. */
  readonly text?: string;
  /** Shown always: why something was skipped, a size. */
  readonly notes?: readonly string[];
}

interface Finished {
  readonly title: string;
  readonly counts: Counts;
}

/**
 * Runs lanes side by side, the stages of a lane one after another, and prints each stage when it ends. The last line is
 * the sum of all.
 *
 * @returns the sum
 */
export async function runLanes(lanes: readonly (readonly Stage[])[]): Promise<Counts> {
  const before = times();
  const finished = (await Promise.all(lanes.map(runLane))).flat();
  const failed = finished.filter(({ counts }) => counts.failed > 0).map(({ title }) => title);
  const total = sum(finished.map(({ counts }) => counts));
  console.log(busy(before, times()));
  if (failed.length > 0) console.log(`\nFailed: ${failed.join(', ')}`);
  console.log(`\n${line(total)}`);
  return total;
}

/** What the processors did since the machine was started, in milliseconds. */
interface Times {
  readonly idle: number;
  readonly all: number;
}

function times(): Times {
  const each = cpus().map((core) => core.times);
  const all = each.flatMap((kinds) => Object.values(kinds)).reduce((total, ms) => total + ms, 0);
  return { idle: each.reduce((total, { idle }) => total + idle, 0), all };
}

/** Whether one more lane would make it faster, or only less work. */
function busy(before: Times, after: Times): string {
  const all = after.all - before.all;
  const share = all === 0 ? 0 : 1 - (after.idle - before.idle) / all;
  return `${cpus().length} processors were busy for ${Math.round(share * 100)} % of the time`;
}

async function runLane(stages: readonly Stage[]): Promise<Finished[]> {
  const finished: Finished[] = [];
  for (const stage of stages) finished.push({ title: stage.title, counts: await runStage(stage) });
  return finished;
}

async function runStage({ title, run }: Stage): Promise<Counts> {
  const started = performance.now();
  const {
    counts,
    text = '',
    notes = [],
  } = await run().catch((error: unknown): StageResult => ({
    counts: oneFailed,
    text: error instanceof Error ? (error.stack ?? error.message) : String(error),
  }));
  const mark = counts.failed > 0 ? '✗' : counts.passed > 0 ? '✓' : '-';
  console.log(`${mark} ${title}: ${line(counts)} (${seconds(performance.now() - started)})`);
  for (const note of notes) console.log(`    ${note}`);
  if (counts.failed > 0 && text) console.log(`\n${text.trimEnd()}\n`);
  return counts;
}
