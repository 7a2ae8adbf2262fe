import { gitEnvironment } from './environment';
import { runGit } from './run';

const known = new Map<string, Promise<boolean>>();

/**
 * Whether the person's own configuration, or that of the machine, says how ssh is called (`core.sshCommand`). That of a
 * repository is not asked. git is run once for each environment.
 */
export function hasOwnSsh(): Promise<boolean> {
  const place = { kind: 'none' } as const;
  const environment = JSON.stringify(gitEnvironment({ place }));
  const asked = known.get(environment) ?? ask();
  known.set(environment, asked);
  asked.catch(() => known.delete(environment));
  return asked;

  async function ask(): Promise<boolean> {
    const args = ['config', '--get', 'core.sshCommand'];
    const { exitCode } = await runGit({ args, place, where: 'git', timeoutMs: 10_000, answers: [1] });
    return exitCode === 0;
  }
}
