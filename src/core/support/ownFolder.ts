import { createHash } from 'node:crypto';
import { lstat, mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a folder is for, as its name tells. */
export type OwnFolderKind =
  'doctor' | 'git' | 'judge' | 'making' | 'merge' | 'render' | 'setup' | 'start' | 'status' | 'verify';

/**
 * A new folder of this process alone, in `parent`, that only this user can enter. Whoever makes it removes it; where a run was killed before it could, the
 * next run sweeps: the name says whose it is, from the moment on that it is there.
 */
export async function makeOwnFolder(kind: OwnFolderKind, parent = tmpdir()): Promise<string> {
  const owner = await self();
  sweepOnce(parent);
  return mkdtemp(join(parent, `branchline-${kind}-${owner.machine}-${owner.pid}-${owner.start}-`));
}

/** Takes it away. A git that was cut off may still be writing in it: what stays then, the system's own cleaning takes. */
export async function removeOwnFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }).catch(() => undefined);
}

interface Owner {
  /** Which numbering of processes it counts in: of a machine, or of a container. */
  readonly machine: string;
  readonly pid: number;
  /** When it began, in the system's own count: tells a process from a later one of the same number. 0 where not known. */
  readonly start: string;
}

let known: Promise<Owner> | undefined;

function self(): Promise<Owner> {
  known ??= (async () => ({
    machine: createHash('sha256')
      .update(`${hostname()} ${await processSpace()}`)
      .digest('hex')
      .slice(0, 8),
    pid: process.pid,
    start: (await startOf(process.pid)) ?? '0',
  }))();
  return known;
}

/** A folder that a container shares with its host has owners that cannot be seen from the other side. */
async function processSpace(): Promise<string> {
  return readlink('/proc/self/ns/pid').catch(() => ''); // Linux alone has it
}

/** Field 22 of `/proc/PID/stat` (proc(5)); the name before it may hold blanks and brackets. */
async function startOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''); // another system, or it has ended
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

const owned = /^branchline-[a-z]+-([0-9a-f]{8})-([1-9]\d{0,9})-(\d+)-[A-Za-z0-9]{6}$/;
/** Of versions that did not say whose a folder is. */
const unowned = /^branchline-(?:objects|merge|render|status)-[A-Za-z0-9]{6}$/;
const unownedAgeMs = 7 * 24 * 3_600_000;
const swept = new Map<string, Promise<void>>();

function sweepOnce(parent: string): void {
  if (swept.has(parent)) return;
  // What cannot be swept now stays for the next time; nobody waits for it.
  swept.set(
    parent,
    sweepOwnFolders(parent).catch(() => undefined),
  );
}

/**
 * Removes the folders in `parent` that runs of ours left behind: real folders of this user, whose process has ended (or whose number
 * another process has by now). What belongs to another machine or container stays; no link is followed.
 */
export async function sweepOwnFolders(parent: string, now = Date.now()): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith('branchline-')) continue;
    const folder = join(parent, name);
    if ((await isOurs(folder)) && (await isLeft(folder, name, now))) await rm(folder, { recursive: true, force: true });
  }
}

async function isOurs(folder: string): Promise<boolean> {
  const found = await lstat(folder).catch(() => undefined); // another sweep was quicker
  return found?.isDirectory() === true && (process.getuid === undefined || found.uid === process.getuid());
}

async function isLeft(folder: string, name: string, now: number): Promise<boolean> {
  const [, machine, pid, start] = owned.exec(name) ?? [];
  if (machine === undefined) return unowned.test(name) && now - (await lstat(folder)).mtimeMs > unownedAgeMs;
  return machine === (await self()).machine && !(await isAlive(Number(pid), start));
}

async function isAlive(pid: number, start: string | undefined): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Anything but "no such process" (another user's, for one) means that there is one.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const begun = await startOf(pid);
  return begun === undefined || start === '0' || begun === start;
}
