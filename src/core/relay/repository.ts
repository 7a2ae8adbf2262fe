import * as z from 'zod';
import { asciiLower } from '../support/ascii';

/** Of letters that no address and no log takes for anything else; with port where it has one. */
const hostPattern = /^[a-z0-9][a-z0-9.-]{0,251}(?::[0-9]{1,5})?$/;
/** What would change the meaning of an address, of a line or of a subject, or is seen by nobody. */
const odd = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\\/#?%*<>"|]/u;
const longestPath = 512;

export const hostName = z.string().regex(hostPattern, 'host');

/** Whether a text can be the path of a repository on a forge: two parts or more, none of which leads elsewhere. */
export function isRepositoryPath(path: string, leastParts = 2): boolean {
  const parts = path.split('/');
  return (
    path.length <= longestPath &&
    parts.length >= leastParts &&
    parts.every((part) => part !== '' && !/^\.{1,2}$/.test(part) && part.trim() === part && !odd.test(part))
  );
}

/** A repository on a forge: its host as people know it, and its path there, such as `git.example.com` and `gitops/cart`. */
export const relayRepository = z.object({
  host: hostName,
  path: z.string().refine((path) => isRepositoryPath(path), 'path'),
});

export type RelayRepository = z.infer<typeof relayRepository>;

/** `git.example.com/gitops/cart`, as a subscription names it. */
export function repositoryText({ host, path }: RelayRepository): string {
  return `${host}/${path}`;
}

/** What two spellings of one repository have in common: forges do not tell paths apart by letter case. */
export function repositoryKey(repository: RelayRepository): string {
  return asciiLower(repositoryText(repository));
}

/** Reads `host/path`; nothing where it is none. */
export function parseRepository(text: string): RelayRepository | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const read = relayRepository.safeParse({ host: asciiLower(text.slice(0, slash)), path: text.slice(slash + 1) });
  return read.success ? read.data : undefined;
}
