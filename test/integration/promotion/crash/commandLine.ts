import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildCli } from '../../cli/builtCli';

/** How a run of the command line ended. `undefined`: it was killed. */
export interface Ended {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line as a process of its own, so that it can be stopped at any moment. */
export class CommandLine {
  private constructor(private readonly folder: string) {}

  static async built(): Promise<CommandLine> {
    const folder = await mkdtemp(join(tmpdir(), 'branchline-cli-'));
    await buildCli(folder);
    return new CommandLine(folder);
  }

  run(
    args: readonly string[],
    environment: Readonly<Record<string, string>>,
    started: (child: ChildProcess) => void = () => undefined,
  ): Promise<Ended> {
    const child = spawn(process.execPath, [join(this.folder, 'cli.mjs'), ...args], {
      cwd: this.folder,
      // Half of what a run takes is reading the program: what one made of it the next one takes.
      env: {
        PATH: process.env['PATH'],
        HOME: this.folder,
        NODE_COMPILE_CACHE: join(this.folder, 'compiled'),
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    started(child);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ code: code ?? undefined, stdout, stderr }));
    });
  }

  async dispose(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
