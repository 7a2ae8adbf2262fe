import type { Api } from '../http/api';
import { foundOr } from '../http/found';
import { path } from '../http/path';
import type { RepositoryRef } from '../types';
import { at, isText, listAt } from './address';
import { branch, type BitbucketBranch } from './answers';

/** An address is no longer than servers take. */
const mostNamed = 30;

/** Those of the branches that are there: by one question for many; one that cannot be said in a question, by its own address. */
export async function branchesNamed(
  api: Api,
  repository: RepositoryRef,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly BitbucketBranch[]> {
  const asked = names.map((name) => ({ name, question: isText('name', name) }));
  const single = asked.filter(({ question }) => question === undefined);
  const questions = asked.flatMap(({ question }) => question ?? []);
  const groups = Array.from({ length: Math.ceil(questions.length / mostNamed) }, (_, index) =>
    questions.slice(index * mostNamed, (index + 1) * mostNamed),
  );
  const found = await Promise.all([
    ...groups.map((group) =>
      api.linked(branch, listAt(repository, '/refs/branches', { q: group.join(' OR ') }), signal),
    ),
    ...single.map(async ({ name }) => {
      const one = await foundOr(api.get(branch, at(repository, path`/refs/branches/${name}`), signal));
      return one ? [one] : [];
    }),
  ]);
  // A question may be understood more widely than it is meant.
  return found.flat().filter(({ name }) => names.includes(name));
}
