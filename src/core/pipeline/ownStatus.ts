/** Whether a check is one that we post on pull requests, for whatever environment: it says nothing of a source commit. */
export function isOwnStatus(context: string): boolean {
  return context.startsWith('branchline/promotion');
}
