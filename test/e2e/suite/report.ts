/** What the suite in the extension host came to. */
export interface SuiteReport {
  readonly passed: readonly string[];
  readonly skipped: readonly string[];
  readonly failed: readonly { readonly title: string; readonly error: string }[];
}

/** The folder that VS Code opens for the suite, from the checkout. */
export const suiteWorkspace = 'test/e2e/suite/workspace';
