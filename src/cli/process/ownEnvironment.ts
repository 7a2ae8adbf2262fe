import { isOwnToken } from '../../core/support/ownToken';

/** Tokens, and what makes a program of Node out of the editor that may have started this one. */
const isOurs = (name: string): boolean => isOwnToken(name) || name === 'ELECTRON_RUN_AS_NODE';

/**
 * The environment of this process, for ourselves alone: what is ours in it is taken out of what programs inherit that we start, such
 * as git's helpers, and the plugins that a kubeconfig names.
 */
export function ownEnvironment(inherited: NodeJS.ProcessEnv): Readonly<Record<string, string | undefined>> {
  const own = { ...inherited };
  for (const name of Object.keys(own).filter(isOurs)) Reflect.deleteProperty(inherited, name);
  return own;
}
