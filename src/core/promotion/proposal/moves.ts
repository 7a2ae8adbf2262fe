import type { Remote } from '../../git/environment';
import { fetchCommit } from '../../git/mirror';
import { authorOf, subjectOf } from '../../manifest/secrecy/commits';
import type { Heads } from '../../git/remote';
import type { Repository } from '../../git/repository';
import { isAbort } from '../../support/errors';
import { short, type Sha } from '../../support/sha';
import { oneLine } from '../../support/oneLine';

const mostCommits = 5;

/** What moved between two looks at the same branches, with the commits that came, for people. Empty: nothing did. */
export async function movesBetween(
  repository: Repository,
  remote: Remote,
  seen: Heads,
  now: Heads,
): Promise<readonly string[]> {
  const moved = [...seen].filter(([branch, commit]) => now.get(branch) !== commit);
  return Promise.all(
    moved.map(([branch, commit]) => moveOf(repository, remote, { branch, seen: commit }, now.get(branch))),
  );
}

async function moveOf(
  repository: Repository,
  remote: Remote,
  { branch, seen }: { readonly branch: string; readonly seen: Sha },
  now: Sha | undefined,
): Promise<string> {
  if (now === undefined) return `${branch} is gone`;
  const moved = `${branch} moved from ${short(seen)} to ${short(now)}`;
  try {
    if (!(await repository.hasCommit(now)) && !(await fetchCommit(repository, remote, now))) return moved;
    await repository.graph.load([now, seen]);
    if (!repository.graph.isAncestor(seen, now)) return `${moved} (rewritten)`;
    const came = [...repository.graph.firstParents(now)];
    const commits = came.slice(0, came.indexOf(seen));
    const told = await Promise.all(commits.slice(0, mostCommits).map((commit) => commitText(repository, commit)));
    const more = commits.length > mostCommits ? `, and ${commits.length - mostCommits} more` : '';
    return told.length === 0 ? moved : `${moved} (${told.join(', ')}${more})`;
  } catch (error) {
    if (isAbort(error)) throw error;
    return moved; // that it moved is known; by what is extra
  }
}

async function commitText(repository: Repository, sha: Sha): Promise<string> {
  const commit = await repository.commit(sha);
  return `“${oneLine(subjectOf(commit), 60)}” by ${oneLine(authorOf(commit), 40)}`;
}
