/** Something that holds a resource (timer, watch, child, listener) until it is disposed. */
export interface Disposable {
  dispose(): void;
}

/** Owns other disposables and ends them together, newest first. Adding to a disposed store disposes at once. */
export class DisposableStore implements Disposable {
  private readonly items = new Set<Disposable>();
  private ended = false;

  add<T extends Disposable>(item: T): T {
    if (this.ended) item.dispose();
    else this.items.add(item);
    return item;
  }

  dispose(): void {
    this.ended = true;
    const items = [...this.items].reverse();
    this.items.clear();
    for (const item of items) item.dispose();
  }
}

/** A timer that its owner can end. */
export function every(intervalMs: number, action: () => void): Disposable {
  const timer = setInterval(action, intervalMs);
  return { dispose: () => clearInterval(timer) };
}
