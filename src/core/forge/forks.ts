interface End {
  readonly repo?: { readonly full_name: string } | null | undefined;
}

interface Ends {
  readonly head: End;
  readonly base: End;
}

/** Whether the head of a pull request is a branch of another repository, or of one that is gone. */
export function isOfFork({ head, base }: Ends): boolean {
  return head.repo?.full_name !== base.repo?.full_name;
}

/**
 * What the head of a pull request is called: `owner/name:branch` where it is of another repository. No branch has a colon
 * in its name, so that nobody takes a fork's branch for one of the repository: anybody may call one `update/…`.
 */
export function headName(ends: Ends, branch: string): string {
  return isOfFork(ends) ? `${ends.head.repo?.full_name ?? ''}:${branch}` : branch;
}
