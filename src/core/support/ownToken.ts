/** Whether a variable of the environment holds tokens of ours: they are for forges and relays, and for no program that is started. */
export function isOwnToken(name: string): boolean {
  return /^BRANCHLINE_(?:TOKENS?(?:_|$)|RELAY_TOKEN$)/i.test(name);
}
