import { message, type Message } from '../../support/message';
import type { BranchState, SetupState } from '../state';
import type { Wish } from '../wish';
import type { Item } from './item';

/** The branches are made all together, and only in a repository that has no ref at all. */
export function ofBranches(wish: Wish, { branches }: SetupState): Item {
  const part = { kind: 'branches' } as const;
  if (!branches) return { part, standing: 'make', said: [] };
  if (branches.kind === 'unknown') return { part, standing: 'unknown', said: [branches.said] };
  const { refs, states } = branches.value;
  if (refs === 0) return { part, standing: 'make', said: [] };
  const said = [...wish.branches.keys()].flatMap((branch) => difference(branch, states.get(branch) ?? 'missing'));
  return { part, standing: said.length === 0 ? 'there' : 'differs', said };
}

function difference(branch: string, state: BranchState): readonly Message[] {
  switch (state) {
    case 'same':
    case 'grown':
      return [];
    case 'other':
      return [message('{branch} has other content, and never had this one.', { branch })];
    case 'missing':
      return [message('There is no {branch}, and other branches or tags are there: nothing is pushed.', { branch })];
  }
}

/** Of a repository that is made now, the forge may have set it by itself. */
export function ofDefaultBranch(wish: Wish, state: SetupState, branches: Item): Item {
  const { repository, branches: read } = state;
  const part = { kind: 'defaultBranch' } as const;
  const now = repository.kind === 'known' ? repository.value?.defaultBranch : undefined;
  const hasRefs = read?.kind === 'known' && read.value.refs > 0;
  if (hasRefs && now === wish.defaultBranch) return { part, standing: 'there', said: [] };
  if (!hasRefs || branches.standing !== 'there') return { part, standing: 'make', said: [] };
  return isAsBegun(wish, state, read.value.states)
    ? { part, standing: 'make', said: [] }
    : { part, standing: 'differs', said: [message('It is {branch}.', { branch: now ?? '' })] };
}

/**
 * Where people went on from what was made, they may have chosen another; and what protects a branch is made after the
 * default branch was set, so that with it there, this one is somebody's choice.
 */
function isAsBegun({ branches }: Wish, { protection }: SetupState, states: ReadonlyMap<string, BranchState>): boolean {
  const isBare = [...protection.values()].every((found) => found.kind === 'known' && !found.value);
  return isBare && [...branches.keys()].every((branch) => states.get(branch) === 'same');
}
