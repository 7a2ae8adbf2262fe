import { setTimeout as pause } from 'node:timers/promises';
import { load } from 'js-yaml';
import * as z from 'zod';
import { parseJson } from '../../../src/core/cluster/connection/parseJson';
import type { LiveObject } from '../../../src/core/cluster/live';
import type { Kubernetes } from '../../lab/real/kubernetes';
import type { Case } from '../../unit/drift/cases/caseTable';

type Way = 'client-side' | 'server-side';

/** Why the server at hand cannot bring about what a row is about, by its number. */
const others: Readonly<Record<string, string>> = {
  '36f server-side': 'an apply of nothing but a name leaves no managedFields, and the server notes nobody from then on',
  '39a server-side': 'a server-side apply refuses what stands twice',
  '42 server-side': 'a server-side apply refuses ports that differ in name only',
  '42a server-side': 'a server-side apply refuses ports that differ in name only',
  '68a': 'the server answers in the version that is asked for',
};

/** Rows in which the object was made by who wrote it, and no apply came before. */
const made = new Set(['58f', '71']);
/** Rows in which the server's own controllers do what is said to have been done; `kubectl wait` says when. */
const ownDoing: Readonly<Record<string, string>> = {
  '65': 'jsonpath={.status.phase}=Bound',
};
/** Times are in seconds, and whoever writes in the second of the creation is not told from who created. */
const later = new Set(['36g', '44a']);

/** Whether the live side of a row is made by the server, for this way of applying; else why not. */
export function reasonAgainst(row: Case, way: Way): string | undefined {
  const route = way === 'client-side' ? 'clientSide' : 'serverSide';
  if (row.routes && !row.routes.includes(route))
    return `is about an object that came another way: ${row.routes.join()}`;
  if (row.by === 'webhook') return 'is about a webhook of somebody else';
  return others[`${row.id} ${way}`] ?? others[row.id];
}

/** Numbers that no row has any more. */
export function reasonsWithoutRow(rows: readonly Case[]): readonly string[] {
  const known = new Set(rows.map(({ id }) => id));
  return Object.keys(others).filter((key) => !known.has(key.split(' ')[0] ?? ''));
}

/**
 * Brings a row about on the server: what was applied is applied by kubectl, what somebody did is done under their name, and
 * what the server makes of it is read.
 */
export async function produce(cluster: Kubernetes, row: Case, way: Way, namespace: string): Promise<LiveObject[]> {
  const at = (yaml: string) => yaml.replaceAll('namespace: shop', `namespace: ${namespace}`);
  const apply = (yaml: string) =>
    cluster.kubectl(['apply', `--server-side=${way === 'server-side'}`, '-n', namespace, '-f', '-'], at(yaml));
  const read = async (yaml: string): Promise<LiveObject[]> => {
    const args = ['get', '-n', namespace, '-f', '-', '-o', 'json', '--show-managed-fields', '--ignore-not-found'];
    const text = await cluster.kubectl(args, at(yaml));
    if (text.trim() === '') return [];
    const answer = parseJson(text) as LiveObject & { readonly items?: readonly LiveObject[] };
    return answer.items ? [...answer.items] : [answer];
  };
  const { desired, live, by } = row;
  // What git says cannot be applied, or was not yet: then what runs is what was there before.
  const isBehind = by === undefined && (row.verdict !== 'none' || row.applied !== undefined);
  const applied = row.applied ?? (isBehind && live !== undefined ? live : desired);
  if (made.has(row.id) && live !== undefined && typeof by === 'object') {
    await cluster.kubectl(['create', `--field-manager=${by.manager}`, '-n', namespace, '-f', '-'], at(live));
    return read(live);
  }
  await apply(applied);
  const beside = row.beside === undefined ? [] : (await apply(row.beside), await read(row.beside));
  if (live === undefined) {
    await cluster.kubectl(['delete', '-n', namespace, '-f', '-'], at(applied));
    return [...(await read(applied)), ...beside];
  }
  const until = ownDoing[row.id];
  if (until !== undefined) {
    await cluster.kubectl(['wait', `--for=${until}`, '--timeout=60s', '-n', namespace, '-f', '-'], at(applied));
  } else if (by !== undefined && by !== 'webhook') {
    if (later.has(row.id)) await pause(1_100);
    await write(at(live), by);
  }
  return [...(await read(applied)), ...beside];

  async function write(yaml: string, author: Exclude<Case['by'], 'webhook' | undefined>): Promise<void> {
    const wanted = load(yaml) as LiveObject & { readonly spec?: { readonly replicas?: number } };
    const { kind, metadata } = wanted;
    const { manager, subresource } = author;
    if (subresource === 'scale') {
      await cluster.scale({ kind, namespace, name: metadata.name }, wanted.spec?.replicas ?? 0, { manager });
      return;
    }
    const path = `${await pathOf(cluster, wanted, namespace)}?fieldManager=${manager}`;
    for (let tries = 0; tries < 20; tries++) {
      const [present] = await read(yaml);
      const annotations = { ...lastApplied(present), ...wanted.metadata.annotations };
      const { resourceVersion = '' } = present?.metadata ?? {};
      const whole = { ...wanted, metadata: { ...metadata, annotations, resourceVersion } };
      const { status, text } = await cluster.as('admin').send('PUT', path, { body: whole });
      if (status === 200) return;
      if (status !== 409) throw new Error(`PUT ${path}: ${status} ${text}`); // else a controller was quicker
    }
    throw new Error(`PUT ${path}: somebody else always comes first`);
  }
}

/** Not by `kubectl replace`: that rewrites the note of what was applied last. */
async function pathOf(
  cluster: Kubernetes,
  { apiVersion, kind, metadata }: LiveObject,
  namespace: string,
): Promise<string> {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const { resources } = resourceList.parse(await cluster.as('admin').ask('GET', root));
  const found = resources.find((one) => one.kind === kind && !one.name.includes('/'));
  if (!found) throw new Error(`${apiVersion} has no ${kind}`);
  return [root, ...(found.namespaced ? ['namespaces', namespace] : []), found.name, metadata.name].join('/');
}

const resourceList = z.object({
  resources: z.array(z.object({ name: z.string(), kind: z.string(), namespaced: z.boolean() })),
});

/** What lies in no namespace would meet the next row, also while it is on its way out: it is waited for. */
export async function forget(cluster: Kubernetes, { live, desired }: Case, namespace: string): Promise<void> {
  const yaml = live ?? desired;
  const isShared = !yaml.includes('namespace: shop');
  const args = ['delete', '--ignore-not-found', `--wait=${isShared}`, '--timeout=60s', '-n', namespace, '-f', '-'];
  await cluster.kubectl(args, yaml.replaceAll('namespace: shop', `namespace: ${namespace}`));
}

/** Who edits an object keeps what kubectl noted on it. */
function lastApplied(object: LiveObject | undefined): Readonly<Record<string, string>> {
  const note = 'kubectl.kubernetes.io/last-applied-configuration';
  const text = object?.metadata.annotations?.[note];
  return text === undefined ? {} : { [note]: text };
}
