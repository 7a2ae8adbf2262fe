import * as z from 'zod';
import type { Hint, HookKind } from './delivery';
import { commitIn, maybeText, maybeTime, number, text } from './fields';
import { namedBy, signedBody } from './proof';

const repository = z.object({ full_name: text });
const side = z.object({ type: text, name: text, target: z.object({ hash: maybeText }).nullish() }).nullish();
const push = z.object({
  push: z.object({ changes: z.array(z.object({ new: side, old: side })) }),
  repository,
});
const pull = z.object({
  pullrequest: z.object({
    id: number,
    destination: z.object({ branch: z.object({ name: text }) }),
    merge_commit: z.object({ hash: maybeText }).nullish(),
    updated_on: maybeTime,
  }),
  repository,
});
const status = z.object({
  commit_status: z.object({ links: z.object({ commit: z.object({ href: text }) }), updated_on: maybeTime }),
  repository,
});

/** Bitbucket Cloud. Source: Bitbucket Cloud docs, "Event payloads", "Secure webhooks". */
export const bitbucketCloud: HookKind = {
  isAuthentic: signedBody('x-hub-signature', 'sha256='),
  identity: namedBy('x-request-uuid'),
  contentTypes: ['application/json'],
  read: ({ header }, json) => hints(header('x-event-key') ?? '', json),
};

function hints(event: string, json: unknown): readonly Hint[] {
  if (event === 'repo:push') {
    const { push: pushed, repository: of } = push.parse(json);
    return pushed.changes.flatMap(({ new: now, old }): Hint[] => {
      const ref = now ?? old;
      if (ref?.type !== 'branch') return [];
      return [{ kind: 'push', path: of.full_name, where: { branch: ref.name, ...commitIn(now?.target?.hash) } }];
    });
  }
  if (/^repo:commit_status_(?:created|updated)$/.test(event)) {
    const { commit_status: said, repository: of } = status.parse(json);
    const commit = /\/commit\/([0-9a-f]+)$/.exec(said.links.commit.href)?.[1];
    return [{ kind: 'status', path: of.full_name, where: commitIn(commit), time: said.updated_on ?? undefined }];
  }
  if (!event.startsWith('pullrequest:') || event.startsWith('pullrequest:comment')) return [];
  const { pullrequest: pulled, repository: of } = pull.parse(json);
  const [path, pullRequest, time] = [of.full_name, pulled.id, pulled.updated_on ?? undefined];
  if (/approved$|changes_request/.test(event)) return [{ kind: 'review', path, where: { pullRequest }, time }];
  const isMerged = event === 'pullrequest:fulfilled';
  const where = { pullRequest, branch: pulled.destination.branch.name };
  return isMerged
    ? [{ kind: 'pullRequestMerged', path, where: { ...where, ...commitIn(pulled.merge_commit?.hash) }, time }]
    : [{ kind: 'pullRequestChanged', path, where, time }];
}
