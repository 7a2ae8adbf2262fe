import type { Head, HeadsAnswer, LandingDemands } from '../../forge/types';

/** What has to be true before a pull request may land on a branch, of all that is told of it. */
export function demandsOf({
  branch: _branch,
  commit: _commit,
  mayPush: _push,
  refusesPushes: _refuses,
  checksMark: _mark,
  ...demands
}: Head): LandingDemands {
  return demands;
}

/** @throws ForgeError where the forge did not tell */
export function toldOf(answer: HeadsAnswer): Extract<HeadsAnswer, { readonly kind: 'known' }> {
  if (answer.kind === 'failed') throw answer.error;
  return answer;
}
