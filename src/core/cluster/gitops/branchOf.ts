/**
 * The branch that a revision names; nothing for `HEAD`, a commit, or what reads as a version: an engine may write those where a person
 * names a branch. Source: argo-cd, docs/user-guide/tracking_strategies.
 */
export function branchOf(revision: string | undefined): string | undefined {
  const name = (revision ?? '').replace(/^refs\/heads\//, '');
  const isOther = name === '' || name === 'HEAD' || name.startsWith('refs/') || /^[0-9a-f]{7,64}$/.test(name);
  return isOther || /^[v~^<>=]*\d+\.\d|[*^~]/.test(name) ? undefined : name;
}
