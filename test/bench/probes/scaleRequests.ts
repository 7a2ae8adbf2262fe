import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Scale } from '../../lab/real/scale';

export interface Requests {
  readonly forgeApi: number;
  readonly forgeGit: number;
  readonly cluster: number;
}

/** What the servers themselves wrote down of the person's requests so far. */
export async function requestsSoFar({ gitea, kubernetes, developer }: Scale): Promise<Requests> {
  await pause(500); // logs are written a moment later
  const lines = (await readFile(gitea.accessLog, 'utf8')).split('\n');
  const api = lines.filter((line) => line.includes(`/api/v1/`) && line.includes(` ${developer.name} `));
  const git = lines.filter((line) => /\.git\//.test(line));
  const events = await kubernetes.auditEvents();
  const own = new Set(events.filter(({ user }) => user.username === 'developer').map(({ auditID }) => auditID));
  return { forgeApi: api.length, forgeGit: git.length, cluster: own.size };
}

export function between(before: Requests, after: Requests): Requests {
  return {
    forgeApi: after.forgeApi - before.forgeApi,
    forgeGit: after.forgeGit - before.forgeGit,
    cluster: after.cluster - before.cluster,
  };
}
