interface End {
  readonly repo?: { readonly full_name: string } | null | undefined;
}

/** Whether the head of a pull request is a branch of another repository, or of one that is gone. */
export function isOfFork({ head, base }: { readonly head: End; readonly base: End }): boolean {
  return head.repo?.full_name !== base.repo?.full_name;
}
