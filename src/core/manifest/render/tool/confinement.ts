import { findCommand } from './find';
import { run } from './run';

/** What stands before a program so that it has no network, and ends with us. */
export type Prefix = readonly string[];

const limits = ['--data=1610612736', '--fsize=67108864', '--cpu=60', '--core=0'];
const namespaces = ['--user', '--map-root-user', '--net', '--ipc', '--pid', '--fork', '--kill-child'];
const usualFolders = ['/usr/bin', '/bin', '/usr/sbin', '/run/current-system/sw/bin'];
const probeTimeoutMs = 5_000;

let probed: Promise<Prefix | undefined> | undefined;

/**
 * The prefix for programs on this machine; undefined where there is none: not Linux, or a kernel or a container that
 * lets users make no namespaces. Tried once.
 */
export function confinement(): Promise<Prefix | undefined> {
  probed ??= probe();
  return probed;
}

/** Within an empty root, `folder`, in which the program is a file. */
export function rootedAt(prefix: Prefix, folder: string, workingFolder: string): Prefix {
  return [...prefix.slice(0, -1), `--root=${folder}`, `--wd=${workingFolder}`, '--'];
}

async function probe(): Promise<Prefix | undefined> {
  if (process.platform !== 'linux') return undefined;
  const [unshare, prlimit] = await Promise.all(['unshare', 'prlimit'].map((name) => findCommand(name, usualFolders)));
  if (unshare === undefined) return undefined;
  const bounded = prlimit === undefined ? [] : [prlimit, ...limits, '--'];
  const prefix = [...bounded, unshare, ...namespaces, '--'];
  const [program, ...args] = [...rootedAt(prefix, '/', '/'), unshare, '--version'];
  try {
    const signal = AbortSignal.timeout(probeTimeoutMs);
    return (await run(program, args, { env: {}, signal })).kind === 'printed' ? prefix : undefined;
  } catch {
    return undefined; // it cannot be started, or says nothing: then there is none
  }
}
