import { once } from 'node:events';
import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import type { Finding, FromWorker, Task } from './protocol';
import { Seen } from './seen';

/** An input that takes longer is a hang. Far above any, also on a machine that has much else to do. */
const boundMs = 30_000;
const lookMs = 500;
/** A target that hangs again and again has shown it. */
const mostEnds = 3;
/** As on the main thread of Node, so that nesting ends here where it would end there. */
const stackSizeMb = 1;
const maxOldGenerationSizeMb = 1_024;

export interface Outcome {
  readonly inputs: number;
  readonly findings: readonly Finding[];
}

/**
 * A thread that tries inputs, and whoever watches it. A hang, a crash or too much memory ends the thread: its input is
 * a finding, and the task goes on in another.
 */
export class Runner {
  private static readonly script = bundled();
  private worker: Worker | undefined;
  private seen = new Seen();

  async run(task: Task): Promise<Outcome> {
    const findings: Finding[] = [];
    let inputs = 0;
    let ends = 0;
    for (let rest: Task | undefined = task; rest;) {
      const { tried, found, ended } = await this.attempt(rest);
      inputs += tried;
      findings.push(...found);
      if (!ended && ++ends === mostEnds) break;
      rest =
        ended || rest.kind === 'kept' || rest.runs <= tried
          ? undefined
          : { ...rest, runs: rest.runs - tried, seed: rest.seed + tried };
    }
    return { inputs, findings };
  }

  async dispose(): Promise<void> {
    await this.worker?.terminate();
    this.worker = undefined;
  }

  private async attempt(task: Task): Promise<{ tried: number; found: readonly Finding[]; ended: boolean }> {
    const worker = await this.running();
    const found: Finding[] = [];
    let tried = 0;
    return new Promise((resolve) => {
      const settle = (ended: boolean) => {
        clearInterval(watchdog);
        worker.off('message', hear).off('error', crash);
        resolve({ tried, found, ended });
      };
      const fail = (failure: string) => {
        found.push({ failure, input: this.seen.input });
        tried += 1;
        this.worker = undefined;
        settle(false);
        worker.on('error', () => undefined); // it is ended as it is
        void worker.terminate();
      };
      const hear = (message: FromWorker) => {
        if (message.kind === 'tried') tried += message.inputs;
        else if (message.kind === 'finding') found.push(message.finding);
        else if (message.kind === 'done') settle(true);
      };
      const crash = (error: Error) => fail(`ends the thread: ${error.stack ?? error.message}`);
      const watchdog = this.watch(() => fail(`hangs: more than ${boundMs / 1000} s`));
      worker.on('message', hear).on('error', crash);
      worker.postMessage(task);
    });
  }

  private watch(onHang: () => void): NodeJS.Timeout {
    let [begun, since] = [this.seen.begun, performance.now()];
    return setInterval(() => {
      const now = performance.now();
      if (this.seen.begun !== begun) [begun, since] = [this.seen.begun, now];
      else if (now - since > boundMs) onHang();
    }, lookMs);
  }

  private async running(): Promise<Worker> {
    if (this.worker) return this.worker;
    this.seen = new Seen();
    const worker = new Worker(await Runner.script, {
      workerData: { memory: this.seen.memory },
      execArgv: ['--enable-source-maps'],
      resourceLimits: { stackSizeMb, maxOldGenerationSizeMb },
    });
    await once(worker, 'message'); // it is loaded
    this.worker = worker;
    return worker;
  }
}

/** The worker as one file, which starts in a fraction of the time. */
async function bundled(): Promise<string> {
  const outfile = resolve('out/fuzz/worker.mjs');
  await build({
    entryPoints: ['test/fuzz/engine/worker.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    sourcemap: 'inline',
  });
  return outfile;
}
