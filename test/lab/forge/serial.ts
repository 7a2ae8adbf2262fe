/** Runs work on one thing in turn: two merges of one repository never see each other half done. */
export class Serial {
  private readonly tails = new Map<string, Promise<unknown>>();

  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.tails.get(key) ?? Promise.resolve();
    const result = before.then(work, work);
    this.tails.set(
      key,
      result.catch(() => undefined),
    );
    return result;
  }
}
