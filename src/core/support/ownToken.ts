/** Whether a variable of the environment holds tokens of ours: they are for forges, and for no program that is started. */
export function isOwnToken(name: string): boolean {
  return /^BRANCHLINE_TOKENS?(?:_|$)/i.test(name);
}
