import * as z from 'zod';
import type { Hint, HookKind } from './delivery';
import { branchIn, commitIn, maybeText, maybeTime, number, text } from './fields';
import { isOneOf, namedBy } from './proof';
import { createHmac } from 'node:crypto';

const repository = z.object({ full_name: text });
const push = z.object({ ref: text, after: maybeText, repository });
/** A branch that came or went: `ref` is its bare name. */
const branchEvent = z.object({ ref: text, ref_type: text, sha: maybeText, repository });
const pull = z.object({
  number,
  pull_request: z.object({
    base: z.object({ ref: text }),
    merged: z.boolean().nullish(),
    merge_commit_sha: maybeText,
    updated_at: maybeTime,
  }),
  repository,
});
const status = z.object({ sha: text, updated_at: maybeTime, repository });
const review = z.object({ number: number.optional(), pull_request: z.object({ number }), repository });

const reviews = /^pull_request_(?:approved|rejected|comment|review_approved|review_rejected|review_comment)$/;

/**
 * Gitea and Forgejo. Source: Gitea docs, "Webhooks"; `services/webhook/deliver.go` (headers), `modules/structs/hook.go` (bodies);
 * Forgejo sends the same beside its own names.
 */
export const gitea: HookKind = {
  contentTypes: ['application/json'],
  isAuthentic: (delivery, secrets) => {
    // Where both are there, both have to be right: none is taken in the place of the other.
    const given = [delivery.header('x-forgejo-signature'), delivery.header('x-gitea-signature')].filter(
      (one) => one !== undefined,
    );
    const right = secrets.map((secret) => createHmac('sha256', secret).update(delivery.body).digest('hex'));
    return given.length > 0 && !given.map((one) => isOneOf(one, right)).includes(false);
  },
  identity: namedBy('x-gitea-delivery', 'x-forgejo-delivery'),
  read: ({ header }, json) => hints(header('x-gitea-event') ?? header('x-forgejo-event') ?? '', json),
};

function hints(event: string, json: unknown): readonly Hint[] {
  if (event === 'push') {
    const { ref, after, repository: of } = push.parse(json);
    const branch = branchIn(ref);
    return branch === undefined ? [] : [{ kind: 'push', path: of.full_name, where: { branch, ...commitIn(after) } }];
  }
  if (event === 'create' || event === 'delete') {
    const { ref, ref_type: type, sha, repository: of } = branchEvent.parse(json);
    const at = event === 'create' ? commitIn(sha) : {};
    return type === 'branch' ? [{ kind: 'push', path: of.full_name, where: { branch: ref, ...at } }] : [];
  }
  if (event === 'status') {
    const { sha, updated_at: time, repository: of } = status.parse(json);
    return [{ kind: 'status', path: of.full_name, where: commitIn(sha), time: time ?? undefined }];
  }
  if (reviews.test(event)) {
    const { pull_request: pulled, repository: of } = review.parse(json);
    return [{ kind: 'review', path: of.full_name, where: { pullRequest: pulled.number } }];
  }
  return event === 'pull_request' ? [pullHint(pull.parse(json))] : [];
}

function pullHint({ number: pullRequest, pull_request: pulled, repository: of }: z.infer<typeof pull>): Hint {
  const isMerged = pulled.merged === true;
  return {
    kind: isMerged ? 'pullRequestMerged' : 'pullRequestChanged',
    path: of.full_name,
    where: { pullRequest, branch: pulled.base.ref, ...(isMerged ? commitIn(pulled.merge_commit_sha) : {}) },
    time: pulled.updated_at ?? undefined,
  };
}
