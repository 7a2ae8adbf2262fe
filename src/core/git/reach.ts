import { parseAddress } from './address';
import type { Reach, Remote } from './environment';
import { GitError } from './errors';
import { isFolder, locate } from './locate';
import { withoutRedirects } from './redirect';
import { makeShell, removeShell } from './shell';
import { hasOwnSsh } from './ssh';

/**
 * Lets git speak to a remote for the time of `act`. What is served from a folder is served from a shell around it: at that end of a
 * push or a fetch git would else read the configuration there, and run its hooks and commands, as this user.
 * @throws GitError where the path is no repository
 */
export async function reaching<T>(
  { url, where, token }: Remote,
  signal: AbortSignal | undefined,
  act: (reach: Reach) => Promise<T>,
): Promise<T> {
  const address = parseAddress(url, '/');
  if (address.kind === 'url') {
    const hasOwn = await hasOwnSsh();
    const reach = { url, protocols: protocolsFor(url), hasOwnSsh: hasOwn };
    if (!token) return act(reach);
    return withoutRedirects({ ...reach, token }, { url, where, token }, signal, act);
  }
  const shell = await makeShell(await locate(await served(address.path), signal), 'serve');
  try {
    return await act({ url: shell, protocols: ['file'] });
  } finally {
    await removeShell(shell);
  }
}

/**
 * A person's own configuration may put one address in place of another (`insteadOf`), so that others than the scheme serve.
 * Only what began without encryption may go on so, after a redirect for one.
 */
function protocolsFor(url: string): readonly string[] {
  return ['https', 'ssh', 'git', 'file', ...(/^http:/i.test(url) ? ['http'] : [])];
}

/** As git does, `x` may mean `x.git`. */
async function served(path: string): Promise<string> {
  if (await isFolder(path)) return path;
  if (await isFolder(`${path}.git`)) return `${path}.git`;
  throw GitError.notARepository(path);
}
