import { Output } from './output';

/** Whether a command line only asks what there is to say: then nothing runs that would have to be stopped. */
export function asksForHelp(args: readonly string[]): boolean {
  const [last, ...before] = args.toReversed();
  if (last === undefined) return true;
  return (last === '--help' || last === '-h') && before.length <= 1 && before.every((word) => /^[a-z]+$/.test(word));
}

/** Says it from this thread: a thread of its own would take as long to start as all of this. */
export async function help(args: readonly string[]): Promise<void> {
  const { runCli } = await import('../run');
  const [out, err] = [new Output(1, () => undefined), new Output(2, () => undefined)];
  process.exitCode = await runCli(args, {
    environment: {},
    folder: process.cwd(),
    signal: new AbortController().signal,
    print: (text) => out.write(`${text}\n`),
    warn: (text) => err.write(`${text}\n`),
  });
  await Promise.all([out.done(), err.done()]);
}
