import type { NewStatus } from '../types';

/** GitHub refuses a longer description. Source: GitHub REST, "Create a commit status". */
const longestDescription = 140;

/** A status as GitHub and Gitea take it, at the same address in the same words. */
export function statusBody({ context, state, description, url }: NewStatus): Readonly<Record<string, string>> {
  return { context, state, description: statusText(description), ...(url === undefined ? {} : { target_url: url }) };
}

/** A description as it stands on a commit once it was posted. */
export function statusText(description: string): string {
  return description.length > longestDescription ? `${description.slice(0, longestDescription - 1)}…` : description;
}
