import pLimit from 'p-limit';
import type { CliContext } from '../context';
import type { Ran } from './answer';

/** A look at a fleet waits for many; two at a time leave room for the person's own. */
const atOnce = 2;
const longestMs = 180_000;

/** Runs command lines for whoever calls tools: with a deadline, a few at a time, and their output kept. */
export class Runner {
  private readonly room = pLimit(atOnce);

  constructor(private readonly context: CliContext) {}

  /** @param args without `--json`. Never throws: what went wrong is warned of. */
  run(args: readonly string[], signal: AbortSignal): Promise<Ran> {
    const { context } = this;
    return this.room(async () => {
      const [printed, warned]: [string[], string[]] = [[], []];
      const code = await context.call(args, {
        environment: context.environment,
        folder: context.folder,
        signal: AbortSignal.any([signal, context.signal, AbortSignal.timeout(longestMs)]),
        print: (text) => printed.push(text),
        warn: (text) => warned.push(text),
      });
      return { code, document: printed.join('\n'), warned };
    });
  }
}
