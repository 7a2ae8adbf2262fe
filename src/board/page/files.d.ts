/** Styles are brought by the bundler (scripts/build/page.ts). */
declare module '*.css';

/** What the editor gives a page: the one way out of it. */
declare function acquireVsCodeApi(): { postMessage(message: unknown): void };
