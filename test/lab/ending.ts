/** What has to be ended, newest first. What is added after the end is ended at once. */
export class Ending {
  private readonly steps: (() => Promise<void>)[] = [];
  private readonly controller = new AbortController();
  private ended: Promise<void> | undefined;

  /** Aborted as the end begins: for work that is still under way. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  async add(step: () => Promise<void>): Promise<void> {
    if (this.ended) await step();
    else this.steps.push(step);
  }

  /** Takes every step even where one fails; then throws what the first failure was. Calling it again waits for the same end. */
  run(): Promise<void> {
    this.ended ??= this.takeSteps();
    return this.ended;
  }

  private async takeSteps(): Promise<void> {
    this.controller.abort(new Error('The lab has ended'));
    const failures: unknown[] = [];
    for (const step of this.steps.reverse()) await step().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  }
}
