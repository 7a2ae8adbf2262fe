import type { Api } from '../http/api';
import type { RepositoryRef } from '../types';
import { at, refOf } from './address';
import * as answers from './answers';
import { selfOf } from './self';

/** The names of whom its page would ask, without who asks. Source: Bitbucket Data Center REST API, "Pull Request default reviewers". */
export async function readDefaultReviewers(
  api: Api,
  repository: RepositoryRef,
  { head, base }: { readonly head: string; readonly base: string },
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { id } = await api.get(answers.numbered, at(repository), signal);
  const query = { sourceRepoId: id, sourceRefId: refOf(head), targetRepoId: id, targetRefId: refOf(base) };
  const where = { ...at(repository, '/reviewers', 'default-reviewers'), query };
  const { value, answer } = await api.read(answers.defaultReviewers, where, signal);
  const self = selfOf(answer.headers).toLowerCase();
  const people = value.flatMap((one) => [one, ...(one.reviewers ?? [])]);
  const names = people.flatMap(({ name, active }) => (active === false || name.toLowerCase() === self ? [] : name));
  return [...new Set(names)].filter((name) => name !== '');
}
