/** A full object name of git, 40 or 64 hexadecimal digits. */
export type Sha = string;

/** As people see it: always ten digits, so that two machines name the same branch for the same commit. */
export function short(sha: Sha): string {
  return sha.slice(0, 10);
}
