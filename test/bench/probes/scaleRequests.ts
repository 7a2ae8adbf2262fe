import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Scale } from '../../lab/real/scale';

export interface Requests {
  readonly forgeApi: number;
  readonly forgeGit: number;
  readonly cluster: number;
  /** How many of each form: names are left out, numbers too. */
  readonly forms: ReadonlyMap<string, number>;
}

/** What the servers themselves wrote down of the person's requests so far. */
export async function requestsSoFar({ gitea, kubernetes, developer }: Scale): Promise<Requests> {
  await pause(500); // logs are written a moment later
  const lines = (await readFile(gitea.accessLog, 'utf8')).split('\n');
  const api = lines.filter((line) => line.includes(`/api/v1/`) && line.includes(` ${developer.name} `));
  const git = lines.filter((line) => /\.git\//.test(line));
  const events = await kubernetes.auditEvents();
  const own = new Set(events.filter(({ user }) => user.username === 'developer').map(({ auditID }) => auditID));
  const uris = new Map(events.filter(({ auditID }) => own.has(auditID)).map((event) => [event.auditID, event]));
  const forms = [
    ...api.map((line) => formOfForge(line)),
    ...git.map((line) => formOfForge(line)),
    ...[...uris.values()].map(({ verb, requestURI }) => `cluster ${verb} ${formOfPath(requestURI)}`),
  ];
  return { forgeApi: api.length, forgeGit: git.length, cluster: own.size, forms: counted(forms) };
}

function formOfForge(line: string): string {
  const [, method = '', path = ''] = /"(GET|POST|HEAD|PUT|PATCH|DELETE) (\S+)/.exec(line) ?? [];
  return `forge ${method} ${formOfPath(path)}`;
}

/** Of `/api/v1/namespaces/shop-3-dev/pods?limit=500`: `/api/v1/namespaces/…/pods`. */
function formOfPath(uri: string): string {
  const [path = '', query = ''] = uri.split('?');
  const form = path
    .replace(/(\/(?:namespaces|orgs|users|branches|statuses|commits)\/)[^/]+/g, '$1…')
    .replace(/(\/repos)\/[^/]+\/[^/]+/, '$1/…/…')
    .replace(/^\/(?!api)[^/]+\/[^/]+\.git\//, '/….git/')
    .replace(/[0-9a-f]{12,}/g, '…');
  const keys = [...new URLSearchParams(query)].flatMap(([key, value]) =>
    ['watch', 'service'].includes(key) ? [`${key}=${value}`] : [key],
  );
  return keys.length === 0 ? form : `${form}?${keys.join('&')}`;
}

function counted(forms: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const form of forms) counts.set(form, (counts.get(form) ?? 0) + 1);
  return counts;
}

export function between(before: Requests, after: Requests): Requests {
  return {
    forgeApi: after.forgeApi - before.forgeApi,
    forgeGit: after.forgeGit - before.forgeGit,
    cluster: after.cluster - before.cluster,
    forms: new Map([...after.forms].map(([form, count]) => [form, count - (before.forms.get(form) ?? 0)])),
  };
}
