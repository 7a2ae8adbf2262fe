import { parentPort, workerData } from 'node:worker_threads';
import fc from 'fast-check';
import { targets } from '../targets';
import { corpusOf } from './corpus';
import { minimised } from './minimise';
import { mutated, wellFormed } from './mutate';
import type { FromWorker, Task } from './protocol';
import { Seen } from './seen';
import type { Target } from './target';

/** Runs what it is told, one task after the other: random inputs of a target, or those that are kept for it. */
const seen = new Seen((workerData as { memory: SharedArrayBuffer }).memory);
const batch = 500;

parentPort?.on('message', (task: Task) => {
  void run(task);
});

say({ kind: 'ready' });

function say(message: FromWorker): void {
  parentPort?.postMessage(message);
}

async function run(task: Task): Promise<void> {
  const target = targets.find(({ name }) => name === task.target);
  if (!target) throw new Error(`There is no target "${task.target}".`);
  if (task.kind === 'kept') await replay(target);
  else await explore(target, task);
  say({ kind: 'done' });
}

async function replay(target: Target): Promise<void> {
  for (const { file, text } of await corpusOf(target.name)) {
    const failure = await failureOf(target, text);
    say({ kind: 'tried', inputs: 1 });
    if (failure !== undefined) say({ kind: 'finding', finding: { failure, input: text, file } });
  }
}

async function explore(
  target: Target,
  { runs, seed }: { readonly runs: number; readonly seed: number },
): Promise<void> {
  const inputs = await inputsOf(target);
  const known = new Set<string>();
  for (let done = 0; done < runs;) {
    const result = await fc.check(
      fc.asyncProperty(inputs, async (input) => {
        const failure = await failureOf(target, input);
        if (failure !== undefined && !known.has(kindOf(failure))) throw new Error(failure);
      }),
      { numRuns: Math.min(batch, runs - done), seed: seed + done, maxSkipsPerRun: 0 },
    );
    say({ kind: 'tried', inputs: result.numRuns });
    done += result.numRuns;
    if (!result.failed || !result.counterexample) continue;
    const [shrunk] = result.counterexample;
    const kind = kindOf((await failureOf(target, shrunk)) ?? '');
    const input = await minimised(shrunk, async (text) => kindOf((await failureOf(target, text)) ?? '') === kind);
    known.add(kind);
    say({ kind: 'finding', finding: { failure: (await failureOf(target, input)) ?? 'fails at times only', input } });
  }
}

async function inputsOf(target: Target): Promise<fc.Arbitrary<string>> {
  const kept = (await corpusOf(target.name)).map(({ text }) => text);
  const made = target.inputs.map(wellFormed);
  const seeds = kept.length > 0 ? fc.oneof(fc.constantFrom(...kept), made) : made;
  return fc.oneof(made, mutated(seeds));
}

async function failureOf(target: Target, input: string): Promise<string | undefined> {
  seen.begin(input);
  try {
    await target.law(input);
    return undefined;
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}\n${placeOf(error)}` : String(error);
  }
}

/** Where it was thrown: the first lines that are of this project. */
function placeOf({ stack = '' }: Error): string {
  const own = stack.split('\n').filter((line) => /\/(src|test)\//.test(line) && !line.includes('/engine/'));
  return own.slice(0, 3).join('\n');
}

/** Two failures of one kind are one finding: thrown at one place, for the same reason but for what it quotes. */
function kindOf(failure: string): string {
  const [reason = '', place = ''] = [failure.split('\n')[0]?.slice(0, 60), failure.split('\n').at(-1)];
  return `${reason.replace(/\d+|(["'“`]).*/g, '')} ${place}`;
}
