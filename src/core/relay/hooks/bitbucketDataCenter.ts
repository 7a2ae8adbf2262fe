import * as z from 'zod';
import type { Hint, HookKind } from './delivery';
import { branchIn, commitIn, maybeText, maybeTime, number, text } from './fields';
import { namedByBody, signedBody } from './proof';

const repository = z.object({ slug: text, project: z.object({ key: text }) });
const push = z.object({
  date: maybeTime,
  repository,
  changes: z.array(z.object({ ref: z.object({ id: text }), toHash: maybeText })),
});
const pull = z.object({
  date: maybeTime,
  pullRequest: z.object({
    id: number,
    toRef: z.object({ displayId: text, repository }),
    properties: z.object({ mergeCommit: z.object({ id: maybeText }).nullish() }).nullish(),
  }),
});

/** Bitbucket Data Center and Server. Source: Bitbucket Data Center docs, "Event payload", "Manage webhooks". */
export const bitbucketDataCenter: HookKind = {
  isAuthentic: signedBody('x-hub-signature', 'sha256='),
  identity: namedByBody,
  contentTypes: ['application/json'],
  read: ({ header }, json) => hints(header('x-event-key') ?? '', json),
};

function hints(event: string, json: unknown): readonly Hint[] {
  if (event === 'repo:refs_changed') {
    const { date, repository: of, changes } = push.parse(json);
    return changes.flatMap(({ ref, toHash }): Hint[] => {
      const branch = branchIn(ref.id);
      if (branch === undefined) return [];
      return [{ kind: 'push', path: pathOf(of), where: { branch, ...commitIn(toHash) }, time: date ?? undefined }];
    });
  }
  if (!event.startsWith('pr:') || event.startsWith('pr:comment')) return [];
  const { date, pullRequest: pulled } = pull.parse(json);
  const [path, pullRequest, time] = [pathOf(pulled.toRef.repository), pulled.id, date ?? undefined];
  if (event.startsWith('pr:reviewer:')) return [{ kind: 'review', path, where: { pullRequest }, time }];
  const where = { pullRequest, branch: pulled.toRef.displayId };
  return event === 'pr:merged'
    ? [{ kind: 'pullRequestMerged', path, where: { ...where, ...commitIn(pulled.properties?.mergeCommit?.id) }, time }]
    : [{ kind: 'pullRequestChanged', path, where, time }];
}

function pathOf({ slug, project }: z.infer<typeof repository>): string {
  return `${project.key}/${slug}`;
}
