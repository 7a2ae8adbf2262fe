import { GitError } from './errors';
import type { Sha } from '../support/sha';

/** A branch of another is never written; only these are ours. Source: docs/architecture.md, "Safety", docs/promotion.md, "Promoting". */
const ownPrefixes = ['promote/', 'rollback/', 'update/'];

// What `git check-ref-format` refuses, and a leading `-`, which a command could take for an option.
const forbidden = /^[-/.]|\/$|\.$|\.\.|@\{|\/[./]|\.lock($|\/)|[\x00-\x20\x7f~^:?*[\\]|^@$/; // eslint-disable-line no-control-regex

// What names something else than one branch: HEAD and its kin, and whole names of refs.
const otherThanBranch = /^[A-Z_]*HEAD$|^refs\//;

/** @throws GitError where git would refuse the name, or could take it for something else than a branch */
export function branchRef(branch: string): string {
  if (otherThanBranch.test(branch)) throw GitError.notABranch(branch);
  if (branch === '' || branch.length > 250 || forbidden.test(branch)) throw GitError.badName(branch);
  return `refs/heads/${branch}`;
}

/** The full ref of a branch that may be pushed. @throws GitError for every branch that is not under our own prefix */
export function ownRef(branch: string): string {
  if (!ownPrefixes.some((prefix) => branch.startsWith(prefix) && branch.length > prefix.length)) {
    throw GitError.badName(branch);
  }
  return branchRef(branch);
}

export function isSha(text: string): text is Sha {
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}
