import { constants } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { reasonOf } from '../../core/support/errors';
import { redact } from '../../core/support/redact';
import { descendants, endAll } from './children';
import { Output } from './output';
import type { Said } from './said';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type Signal = (typeof signals)[number];

/** How long a command may take to clean up once it is told to stop. */
const graceMs = 400;
/** How long its thread, what it has said and its children may take after that. */
const endMs = 100;
/** What a command leaves open when it has come to its end is closed within this. */
const leftOpenMs = 3_000;

/**
 * Runs the command in a thread of its own and ends it when the system asks for that: a thread that computes hears no
 * signal. It is told to stop, then stopped, and so are the processes that it started.
 * @param script the file that, in the thread, calls `work`
 */
export function supervise(script: string): void {
  const worker = new Worker(script, {
    argv: process.argv.slice(2),
    resourceLimits: { maxOldGenerationSizeMb: Math.floor(getHeapStatistics().heap_size_limit / 2 ** 20) },
  });
  const stop = (): void => worker.postMessage('stop');
  const [out, err] = [new Output(1, stop), new Output(2, () => undefined)];
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  let code = 1;
  let asked: Signal | undefined;

  const end = async (signal: Signal): Promise<void> => {
    const isStopped = await within(endMs, worker.terminate());
    const children = descendants();
    endAll(children, 'SIGTERM');
    const isSaid = await within(endMs, Promise.all([out.done(), err.done()]));
    if (children.length > 0) await pause(endMs / 2);
    endAll(descendants(), 'SIGKILL');
    // What does not stop even so would be waited for at an orderly end.
    if (isStopped && isSaid) process.exit(128 + constants.signals[signal]);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  };

  for (const signal of signals) {
    process.on(signal, () => {
      const isFirst = asked === undefined;
      asked = signal;
      if (isFirst) stop();
      void (isFirst ? within(graceMs, exited) : Promise.resolve()).then(() => end(signal));
    });
  }
  worker.on('message', (said: Said) => {
    if (said.kind === 'ended') {
      code = said.code;
      void within(leftOpenMs, exited).then(() => worker.terminate());
    } else (said.kind === 'out' ? out : err).write(said.text);
  });
  worker.on('error', (error) => err.write(`branchline: unexpected: ${redact(reasonOf(error))}\n`));
  void exited.then(() => {
    if (asked === undefined) process.exitCode = code;
  });
}

/** Whether it comes to its end in that time. */
async function within(timeMs: number, work: Promise<unknown>): Promise<boolean> {
  const given = new AbortController();
  const late = pause(timeMs, false, { signal: given.signal }).catch(() => false);
  const isDone = await Promise.race([work.then(() => true), late]);
  given.abort();
  return isDone;
}
