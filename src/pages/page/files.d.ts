/** Styles are brought by the bundler (scripts/build/page.ts). */
declare module '*.css';

/** What the editor gives a page: the one way out of it, and a memory. */
declare function acquireVsCodeApi(): {
  postMessage(message: unknown): void;
  /** What the page kept before it was thrown away. */
  getState(): unknown;
  setState(kept: unknown): void;
};
