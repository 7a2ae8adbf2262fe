import * as z from 'zod';
import { text } from './http/fields';
import type { ListedCommit } from './types';
import { sha } from './sha';

/** How many of a side are read: what a page of Gitea has at most. */
export const mostCommits = 50;

/** Far longer than anybody writes. */
export const longestLine = 500;

/** A commit as GitHub and Gitea list it, in the same words. */
export const listedCommit = z.object({
  sha,
  commit: z.object({ message: text, author: z.object({ name: text, date: text }).nullish() }),
});

export function commitFrom({ sha, commit }: z.infer<typeof listedCommit>): ListedCommit {
  return {
    commit: sha,
    subject: (commit.message.split('\n', 1)[0] ?? '').slice(0, longestLine),
    author: (commit.author?.name ?? '').slice(0, longestLine),
    at: commit.author?.date ?? '',
  };
}
