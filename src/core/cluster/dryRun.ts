import * as z from 'zod';
import { message } from '../support/message';
import type { Connection } from './connection';
import type { Resource } from './connection/discovery';
import { ClusterError } from './connection/failure';
import { dryRunQuery, reviewPath } from './connection/outgoing';
import { mapAt } from './json';
import type { KindRef, LiveObject } from './live';

/** An object as git says it. */
export interface Applied extends KindRef {
  readonly name: string;
  /** Of the manifest, or of the environment. */
  readonly namespace: string;
  readonly value: Readonly<Record<string, unknown>>;
}

const Review = z.object({ status: z.object({ allowed: z.boolean() }) });
const Predicted = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
});

/**
 * What the server would make of the object, by a server-side apply that it does not carry out. Asks first whether the
 * person may patch it: who may not has no use for a refusal in the audit log. Source: docs/drift.md, "How an answer is found", rung 4.
 *
 * @throws ClusterError where it is a Secret, may not be patched, or would be refused
 */
export async function predict(connection: Connection, applied: Applied, signal: AbortSignal): Promise<LiveObject> {
  if (applied.kind === 'Secret') {
    throw refused(message('A Secret is never sent anywhere, so it cannot be verified with the server.'));
  }
  const body = bodyOf(applied);
  const resource = await connection.discovery.resource(applied, signal);
  await requireRight(connection, resource, applied, signal);
  const place = resource.namespaced ? `/namespaces/${encodeURIComponent(applied.namespace)}` : '';
  const path = `${resource.root}${place}/${resource.name}/${encodeURIComponent(applied.name)}?${dryRunQuery}`;
  try {
    const text = await connection.ask(path, { kind: 'dryRun', body }, signal);
    return Predicted.parse(JSON.parse(text));
  } catch (error) {
    const status = error instanceof ClusterError ? error.status : undefined;
    if (status === undefined || status < 400 || status >= 500) throw error;
    throw refused(message('The server would not take the object as git says it ({status}).', { status }), error);
  }
}

async function requireRight(
  connection: Connection,
  { name, namespaced, qualifiedName, root }: Resource,
  applied: Applied,
  signal: AbortSignal,
): Promise<void> {
  const [group = ''] = /(?<=^\/apis\/)[^/]+/.exec(root) ?? [];
  const namespace = namespaced ? { namespace: applied.namespace } : {};
  const resourceAttributes = { verb: 'patch', group, resource: name, name: applied.name, ...namespace };
  const review = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes },
  };
  const text = await connection.ask(reviewPath, { kind: 'review', body: JSON.stringify(review) }, signal);
  if (Review.parse(JSON.parse(text)).status.allowed) return;
  throw refused(
    message('Verifying takes the right to patch {resource}, which you do not have here.', { resource: qualifiedName }),
  );
}

/** What only the server writes. */
const serverOnly = new Set(['creationTimestamp', 'managedFields', 'resourceVersion', 'uid', 'generation']);

function bodyOf({ value, namespace }: Applied): string {
  const own = Object.entries(mapAt(value, 'metadata')).filter(([key]) => !serverOnly.has(key));
  const object = Object.entries({ ...value, metadata: { namespace, ...Object.fromEntries(own) } });
  return JSON.stringify(Object.fromEntries(object.filter(([key]) => key !== 'status')), (_key, inner: unknown) => {
    if (typeof inner !== 'bigint') return inner;
    const number = Number(inner);
    if (Number.isSafeInteger(number)) return number;
    throw refused(message('A number in it is too large to be sent exactly.'));
  });
}

function refused(said: ReturnType<typeof message>, cause?: unknown): ClusterError {
  return new ClusterError('cluster/notVerified', 'request', 'invalid', said, { cause });
}
