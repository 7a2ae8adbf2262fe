import type { Observation } from '../support/observation';
import type { Head, ToldDemands } from './types';

/** What has to be true before a pull request may land on a branch, of all that is told of it, and when that was told. */
export function demandsOf(
  {
    branch: _branch,
    commit: _commit,
    mayPush: _push,
    refusesPushes: _refuses,
    checksMark: _mark,
    asOf,
    ...demands
  }: Head,
  observed: Observation,
): ToldDemands {
  return { ...demands, observed: asOf === undefined ? observed : { ...observed, at: asOf } };
}
