import type { ContentRules } from '../../catalog/catalog';
import type { Rendered } from './rendered';

/** Renderings by tree, rules and environment; the least recently used goes first. What failed is tried again. */
export class RenderCache {
  private readonly entries = new Map<string, Rendered>();

  constructor(private readonly maxEntries = 64) {}

  get(tree: string, rules: ContentRules, environment: string): Rendered | undefined {
    const key = keyOf(tree, rules, environment);
    const entry = this.entries.get(key);
    if (entry) {
      this.entries.delete(key);
      this.entries.set(key, entry);
    }
    return entry;
  }

  set(tree: string, rules: ContentRules, environment: string, rendered: Rendered): void {
    if (rendered.kind === 'unrendered') return;
    const key = keyOf(tree, rules, environment);
    this.entries.delete(key);
    this.entries.set(key, rendered);
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= this.maxEntries) return;
      this.entries.delete(oldest);
    }
  }
}

function keyOf(tree: string, { path, renderer }: ContentRules, environment: string): string {
  return JSON.stringify([tree, path, renderer, environment]);
}
