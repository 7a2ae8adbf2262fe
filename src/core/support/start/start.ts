import { startDirectly } from './direct';
import { StartHelper } from './helper';
import type { StartedProgram, StartOptions } from './started';

/** So many programs within so long are the first look at a large fleet, and more will follow. */
const burst = { starts: 24, withinMs: 10_000 };
const idleMs = 30_000;

/** Where a process is made by a copy of the tables of one's own memory; elsewhere its size costs nothing. */
const copiesTables = process.platform === 'linux';

/** Starts programs: itself, or, while there are many of them, by a small process (`helper.ts`). */
export class Starter {
  private readonly recent: number[] = [];
  private opening: Promise<void> | undefined;
  private helper: StartHelper | undefined;
  private watch: NodeJS.Timeout | undefined;

  /** Never through a shell. @throws what keeps the program from being started */
  start(file: string, args: readonly string[], options: StartOptions): Promise<StartedProgram> {
    this.note(performance.now());
    return this.helper?.isOpen ? this.helper.start(file, args, options) : startDirectly(file, args, options);
  }

  /** Whether what is started now is started by the small process. */
  get hasHelper(): boolean {
    return this.helper?.isOpen === true;
  }

  /** Makes the small process, as many starts in a row do. Without it, where it cannot be had, all goes on as before. */
  prepare(): Promise<void> {
    this.opening ??= StartHelper.open().then(
      (helper) => {
        this.helper = helper;
        this.watch = setInterval(() => this.rest(), idleMs).unref();
      },
      () => undefined,
    );
    return this.opening;
  }

  private note(now: number): void {
    if (!copiesTables || this.opening) return;
    this.recent.push(now);
    if (this.recent.length <= burst.starts) return;
    const first = this.recent.shift() ?? now;
    if (now - first < burst.withinMs) void this.prepare();
  }

  /** Ends the small process where nothing runs that it has started: the next burst makes another. One that ended by itself is not made again. */
  rest(): void {
    if (!this.helper?.isOpen) {
      clearInterval(this.watch);
      return;
    }
    if (!this.helper.isIdle) return;
    clearInterval(this.watch);
    this.helper.end();
    [this.helper, this.opening] = [undefined, undefined];
    this.recent.length = 0;
  }
}

export const starter = new Starter();
