import { constants } from 'node:fs';
import { copyFile, chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { environment } from './environment';
import { findCommand, isStatic } from './find';
import { runProgram, type ProgramOutcome } from '../../../support/runProgram';
import type { Sandbox } from './sandbox';

export interface Tool {
  readonly command: string;
  /** @param at gives the place of a path of the sandbox, as the tool sees it */
  readonly args: (at: (path: string) => string) => readonly string[];
}

export type ToolOutcome = ProgramOutcome | { readonly kind: 'missing' };

/**
 * The first of the tools that is on the PATH, run over a sandbox: no shell, no settings of the person, no other program.
 * Where the machine can, also no network and no file but those of the sandbox (docs/security.md, "Renderers").
 * @throws the signal's reason
 */
export async function runFirst(tools: readonly Tool[], sandbox: Sandbox, signal: AbortSignal): Promise<ToolOutcome> {
  for (const { command, args } of tools) {
    const file = await findCommand(command);
    if (file === undefined) continue;
    const { prefix, view, program } = await wallsFor(file, sandbox);
    const [first = program, ...rest] = [...prefix, program, ...args((path) => join(view, path))];
    const options = { cwd: join(sandbox.root, sandbox.home), env: environment(view, sandbox.home), signal };
    return runProgram(first, rest, options);
  }
  return { kind: 'missing' };
}

interface Walls {
  readonly prefix: readonly string[];
  /** The sandbox's root, as the tool sees it. */
  readonly view: string;
  readonly program: string;
}

async function wallsFor(file: string, { root, home }: Sandbox): Promise<Walls> {
  const prefix = await confinement();
  if (!prefix) return { prefix: [], view: root, program: file };
  if (!(await isStatic(file))) return { prefix, view: root, program: file };
  const program = join(root, 'tool');
  // A link would do, but lets whoever breaks out of the tool write into the person's own.
  await copyFile(file, program, constants.COPYFILE_FICLONE);
  await chmod(program, 0o500);
  return { prefix: rootedAt(prefix, root, `/${home}`), view: '/', program: '/tool' };
}

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
    return (await runProgram(program, args, { env: {}, signal })).kind === 'printed' ? prefix : undefined;
  } catch {
    return undefined; // it cannot be started, or says nothing: then there is none
  }
}
