/**
 * Branch names that are taken for environments where no catalog says so, in promotion order; names on one row mean the
 * same, and the first that exists is taken. `main` and `master` are not among them: with `develop` beside them they
 * are how a repository of code looks.
 */
const known: readonly (readonly string[])[] = [
  ['dev', 'develop', 'development'],
  ['int', 'integration'],
  ['test', 'testing'],
  ['qa'],
  ['staging', 'stage'],
  ['uat', 'acceptance'],
  ['preprod', 'pre-prod', 'preproduction'],
  ['prod', 'production', 'live'],
];

/** Folders that teams put environment branches in: `env/dev`. */
const prefixes = ['', 'env/', 'envs/', 'environment/', 'environments/'];

/** The environments among `branches`, in promotion order; fewer than two are none. */
export function environmentBranches(branches: readonly string[]): readonly { name: string; branch: string }[] {
  const there = new Set(branches);
  for (const prefix of prefixes) {
    const found = known.flatMap((names) => {
      const name = names.find((candidate) => there.has(prefix + candidate));
      return name === undefined ? [] : [{ name, branch: prefix + name }];
    });
    if (found.length >= 2) return found;
  }
  return [];
}
