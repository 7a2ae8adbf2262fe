/** Icons and styles are brought by the bundler (scripts/build/page.ts). */
declare module '*.svg' {
  /** The text of the picture. */
  const text: string;
  export default text;
}
declare module '*.css';

/** What the editor gives a page: the one way out of it. */
declare function acquireVsCodeApi(): { postMessage(message: unknown): void };
