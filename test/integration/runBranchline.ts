import { runCli } from '../../src/cli/run';

export interface Ran {
  readonly code: number;
  /** All that was printed, and all that was warned of, without a last line end. */
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line in this process, as a person runs it in a folder: with these variables and no others. */
export async function runBranchline(
  args: readonly string[],
  { environment, folder }: { readonly environment: NodeJS.ProcessEnv; readonly folder: string },
): Promise<Ran> {
  const [printed, warned]: [string[], string[]] = [[], []];
  const code = await runCli(args, {
    environment,
    folder,
    signal: new AbortController().signal,
    print: (text) => printed.push(text),
    warn: (text) => warned.push(text),
  });
  return { code, stdout: printed.join('\n'), stderr: warned.join('\n') };
}
