import * as z from 'zod';
import type { Hint, HookKind } from './delivery';
import { branchIn, commitIn, maybeText, maybeTime, number, text } from './fields';
import { namedBy, signedBody } from './proof';

const repository = z.object({ full_name: text });
const push = z.object({ ref: text, after: maybeText, repository: repository.extend({ pushed_at: maybeTime }) });
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
const review = z.object({ pull_request: z.object({ number, updated_at: maybeTime }), repository });
const status = z.object({
  sha: text,
  branches: z
    .array(z.object({ name: text }))
    .max(100)
    .catch([]),
  updated_at: maybeTime,
  repository,
});
const ran = z.object({ head_sha: text, head_branch: maybeText, updated_at: maybeTime });
const check = z.object({
  check_run: z.object({ head_sha: text, completed_at: maybeTime }).optional(),
  check_suite: ran.optional(),
  workflow_run: ran.optional(),
  repository,
});
const version = z.object({
  container_metadata: z.object({ tag: z.object({ name: maybeText, digest: maybeText }).nullish() }).nullish(),
});
const published = z.object({
  name: text,
  namespace: maybeText,
  package_type: text,
  package_version: version.nullish(),
});
const packaged = z.object({
  action: text,
  registry_package: published.optional(),
  package: published.optional(),
  repository: repository.extend({ owner: z.object({ login: text }) }),
});

/** GitHub. Source: GitHub docs, "Webhook events and payloads", "Validating webhook deliveries". */
export const github: HookKind = {
  isAuthentic: signedBody('x-hub-signature-256', 'sha256='),
  identity: namedBy('x-github-delivery'),
  contentTypes: ['application/json'],
  read: ({ header }, json) => hints(header('x-github-event') ?? '', json),
};

function hints(event: string, json: unknown): readonly Hint[] {
  switch (event) {
    case 'push': {
      const { ref, after, repository: of } = push.parse(json);
      const branch = branchIn(ref);
      const time = of.pushed_at ?? undefined;
      return branch === undefined
        ? []
        : [{ kind: 'push', path: of.full_name, where: { branch, ...commitIn(after) }, time }];
    }
    case 'pull_request':
      return [pullHint(pull.parse(json))];
    case 'pull_request_review': {
      const { pull_request: pulled, repository: of } = review.parse(json);
      const where = { pullRequest: pulled.number };
      return [{ kind: 'review', path: of.full_name, where, time: pulled.updated_at ?? undefined }];
    }
    case 'status': {
      const { sha, branches, updated_at: time, repository: of } = status.parse(json);
      const [only, ...more] = branches;
      const branch = only && more.length === 0 ? { branch: only.name } : {};
      return [{ kind: 'status', path: of.full_name, where: { ...branch, ...commitIn(sha) }, time: time ?? undefined }];
    }
    case 'check_run':
    case 'check_suite':
    case 'workflow_run':
      return checkHints(check.parse(json));
    case 'registry_package':
    case 'package':
      return packageHints(packaged.parse(json));
    default:
      return [];
  }
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

function checkHints({ check_run: run, check_suite: suite, workflow_run: flow, repository: of }: z.infer<typeof check>) {
  const sha = run?.head_sha ?? (suite ?? flow)?.head_sha;
  const time = run?.completed_at ?? (suite ?? flow)?.updated_at ?? undefined;
  return sha === undefined ? [] : [{ kind: 'status' as const, path: of.full_name, where: commitIn(sha), time }];
}

/** A package of a repository is told to those who may read the repository. */
function packageHints({ action, registry_package: one, package: other, repository: of }: z.infer<typeof packaged>) {
  const found = one ?? other;
  if (!found || !/^container$/i.test(found.package_type) || !/^(?:published|updated)$/.test(action)) return [];
  const { name: tag, digest } = found.package_version?.container_metadata?.tag ?? {};
  const path = `${found.namespace ?? of.owner.login}/${found.name}`.toLowerCase();
  const image = { host: 'ghcr.io', path, ...(tag ? { tag } : {}), ...(digest ? { digest } : {}) };
  return [{ kind: 'imagePushed' as const, path: of.full_name, where: { image } }];
}
