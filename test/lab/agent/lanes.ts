/** Aborts a job because a newer one waits for its place. */
export class Superseded extends Error {
  constructor(readonly by: string) {
    super(`Superseded by ${by}`);
  }
}

/** Runs a commit and reports on it. Where it cannot even report, the lane goes on with what comes next. */
export type Run = (commit: string, signal: AbortSignal) => Promise<void>;

/** One job at a time, and the newest wins: what waits is replaced, what runs is told to end. */
export class Lane {
  private waiting: string | undefined;
  private running:
    { readonly commit: string; readonly controller: AbortController; readonly ended: Promise<void> } | undefined;
  private stopped = false;

  constructor(private readonly run: Run) {}

  push(commit: string): void {
    if (this.stopped || commit === this.running?.commit) return;
    this.waiting = commit;
    if (this.running) this.running.controller.abort(new Superseded(commit));
    else this.start();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.waiting = undefined;
    this.running?.controller.abort(new Error('The agent stops'));
    await this.running?.ended;
  }

  private start(): void {
    const commit = this.waiting;
    this.waiting = undefined;
    this.running = undefined;
    if (commit === undefined) return;
    const controller = new AbortController();
    const next = (): void => this.start();
    const ended = this.run(commit, controller.signal).then(next, next);
    this.running = { commit, controller, ended };
  }
}
