import { createHmac } from 'node:crypto';
import * as z from 'zod';
import type { Delivery, Hint, HookKind } from './delivery';
import { branchIn, commitIn, maybeText, maybeTime, number, text } from './fields';
import { isOneOf, namedBy, secretHeader } from './proof';

/** How far the sender's clock may be from ours. Source: Standard Webhooks, "Verifying webhook authenticity". */
const toleranceMs = 5 * 60_000;

const project = z.object({ path_with_namespace: text });
const push = z.object({ ref: text, after: maybeText, project });
const request = z.object({
  object_attributes: z.object({
    iid: number,
    target_branch: text,
    state: maybeText,
    action: maybeText,
    merge_commit_sha: maybeText,
    updated_at: maybeTime,
  }),
  project,
});
const pipeline = z.object({ object_attributes: z.object({ sha: text, finished_at: maybeTime }), project });
const job = z.object({ sha: text, project: project.optional() });
const kind = z.object({ object_kind: maybeText, event_name: maybeText });

const isToken = secretHeader('x-gitlab-token');

/**
 * GitLab: by its secret token, or by a signing token, which vouches for name, time and body of a delivery. Where it is signed, the signature
 * counts. Source: GitLab docs, "Webhooks", "Webhook events"; Standard Webhooks.
 */
export const gitlab: HookKind = {
  contentTypes: ['application/json'],
  isAuthentic: (delivery, secrets, now) =>
    delivery.header('webhook-signature') === undefined
      ? isToken(delivery, secrets, now)
      : isSigned(delivery, secrets, now),
  // Not `X-Gitlab-Event-UUID`: all webhooks that a webhook's own call leads to share one. Source: GitLab docs, "Webhooks", "Delivery headers".
  identity: namedBy('webhook-id', 'idempotency-key'),
  read: (_, json) => hints(json),
};

function isSigned({ header, body }: Delivery, secrets: readonly string[], now: number): boolean {
  const [id, sent, signature] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(header);
  if (id === undefined || sent === undefined || signature === undefined || !/^\d{1,12}$/.test(sent)) return false;
  if (Math.abs(Number(sent) * 1000 - now) > toleranceMs) return false;
  const right = secrets.map(
    (secret) => `v1,${createHmac('sha256', keyOf(secret)).update(`${id}.${sent}.`).update(body).digest('base64')}`,
  );
  // While a key is changed there is a signature by each.
  return signature
    .split(' ', 4)
    .map((one) => isOneOf(one, right))
    .includes(true);
}

function keyOf(secret: string): Buffer {
  return secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret);
}

function hints(json: unknown): readonly Hint[] {
  const { object_kind: object, event_name: name } = kind.parse(json);
  switch (object ?? name) {
    case 'push': {
      const { ref, after, project: of } = push.parse(json);
      const branch = branchIn(ref);
      const path = of.path_with_namespace;
      return branch === undefined ? [] : [{ kind: 'push', path, where: { branch, ...commitIn(after) } }];
    }
    case 'merge_request':
      return [requestHint(request.parse(json))];
    case 'pipeline': {
      const { object_attributes: of, project: in_ } = pipeline.parse(json);
      const time = of.finished_at ?? undefined;
      return [{ kind: 'status', path: in_.path_with_namespace, where: commitIn(of.sha), time }];
    }
    case 'build': {
      const { sha, project: of } = job.parse(json);
      return of ? [{ kind: 'status', path: of.path_with_namespace, where: commitIn(sha) }] : [];
    }
    default:
      return [];
  }
}

function requestHint({ object_attributes: of, project: in_ }: z.infer<typeof request>): Hint {
  const [path, pullRequest, time] = [in_.path_with_namespace, of.iid, of.updated_at ?? undefined];
  if (/^(?:un)?approv(?:ed|al)$/.test(of.action ?? '')) return { kind: 'review', path, where: { pullRequest }, time };
  const isMerged = of.state === 'merged';
  return {
    kind: isMerged ? 'pullRequestMerged' : 'pullRequestChanged',
    path,
    where: { pullRequest, branch: of.target_branch, ...(isMerged ? commitIn(of.merge_commit_sha) : {}) },
    time,
  };
}
