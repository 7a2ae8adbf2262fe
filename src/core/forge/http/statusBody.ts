import type { NewStatus } from '../types';

/** GitHub refuses a longer description. Source: GitHub REST, "Create a commit status". */
const longestDescription = 140;

/** A status as GitHub and Gitea take it, at the same address in the same words. */
export function statusBody({ context, state, description, url }: NewStatus): Readonly<Record<string, string>> {
  const cut =
    description.length > longestDescription ? `${description.slice(0, longestDescription - 1)}…` : description;
  return { context, state, description: cut, ...(url === undefined ? {} : { target_url: url }) };
}
