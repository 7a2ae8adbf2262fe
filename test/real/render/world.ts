import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Ending } from '../../lab/ending';
import type { Lure } from '../../unit/manifest/render/hostile';

/** What must not happen, and tells where it did: a listener, programs, and a folder outside of every copy. */
export interface Tripwires {
  readonly lure: Lure;
  /** A folder for the PATH whose programs (git, helm, sh and others) leave a mark where they are run. */
  readonly programs: string;
  /** What has happened since the last call. */
  tripped(): Promise<{ readonly connections: number; readonly ran: readonly string[] }>;
}

export const canary = 'canary-6f1d';

export async function tripwires(ending: Ending): Promise<Tripwires> {
  const folder = await mkdtemp(join(tmpdir(), 'branchline-lure-'));
  await ending.add(() => rm(folder, { recursive: true, force: true }));
  const [programs, outside, marks] = ['programs', 'outside', 'marks'].map((name) => join(folder, name));
  if (!programs || !outside || !marks) throw new Error('unreachable');
  await write(outside, {
    'kustomization.yaml': 'resources: [canary.yaml]\n',
    'canary.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, annotations: {found: ${canary}}}\n`,
    file: canary,
    'schema.json': JSON.stringify({ title: canary, type: 'string' }),
  });
  await mkdir(marks);
  await mkdir(programs);
  for (const name of ['git', 'helm', 'sh', 'bash', 'docker', 'ssh', 'python3']) {
    await writeFile(join(programs, name), `#!/bin/sh\n: > '${marks}/${name}'\nexit 1\n`);
    await chmod(join(programs, name), 0o755);
  }
  let connections = 0;
  const server = createServer((_, response) =>
    response.end('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: fetched}\n'),
  );
  server.on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await ending.add(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    lure: { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, outside },
    programs,
    tripped: async () => {
      const ran = await readdir(marks);
      for (const name of ran) await rm(join(marks, name));
      const told = { connections, ran };
      connections = 0;
      return told;
    },
  };
}

/** A folder for the PATH with this tool alone. */
export async function aloneOnPath(ending: Ending, tool: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'branchline-path-'));
  await ending.add(() => rm(folder, { recursive: true, force: true }));
  await symlink(tool, join(folder, basename(tool)));
  return folder;
}

/** Runs a tool as a person does who knows of no walls: all of the network, and the tripwires' programs on the PATH. */
export function plainly(
  tool: string,
  args: readonly string[],
  { programs, home }: { readonly programs: string; readonly home: string },
): Promise<{ readonly code: number; readonly said: string; readonly stdout: string }> {
  const env = { PATH: `${programs}:/usr/bin:/bin`, HOME: home, TMPDIR: home };
  return new Promise((resolve) => {
    execFile(tool, [...args], { env, cwd: home, timeout: 30_000, maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      resolve({ code: error ? 1 : 0, said: stdout + stderr, stdout }),
    );
  });
}

export async function write(folder: string, files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

/** A folder that is there for as long as it is used. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'branchline-plain-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
