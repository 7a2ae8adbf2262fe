import pLimit from 'p-limit';
import type { CliContext } from '../context';
import type { Ran } from './answer';

/** A look at a fleet waits for many; two at a time leave room for the person's own. */
const atOnce = 2;

/** Runs command lines for whoever calls tools: with a deadline, a few at a time, and their output kept. */
export class Runner {
  private readonly room = pLimit(atOnce);

  constructor(
    private readonly context: CliContext,
    private readonly longestMs = 180_000,
  ) {}

  /** @param args without `--json`. Never throws: what went wrong is warned of. */
  run(args: readonly string[], signal: AbortSignal): Promise<Ran> {
    return this.room(async () => {
      const { context } = this;
      const [printed, warned]: [string[], string[]] = [[], []];
      const late = new AbortController();
      const timer = setTimeout(() => late.abort(new DOMException('Cancelled.', 'AbortError')), this.longestMs);
      const end = args.includes('--') ? args.indexOf('--') : args.length;
      const code = await context.call([...args.slice(0, end), '--json', ...args.slice(end)], {
        environment: context.environment,
        folder: context.folder,
        signal: AbortSignal.any([signal, context.signal, late.signal]),
        print: (text) => printed.push(text),
        warn: (text) => warned.push(text),
      });
      clearTimeout(timer);
      if (late.signal.aborted)
        warned.push(`It was ended after ${this.longestMs / 1000} s. What it had begun may be half done: look again.`);
      return { code, document: printed.join('\n'), warned };
    });
  }
}
