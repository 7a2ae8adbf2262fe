import * as z from 'zod';
import type { Hint, HookKind } from './delivery';
import { branchIn, commitIn, maybeText, maybeTime, number, text } from './fields';
import { namedByBody, secretHeader } from './proof';

const repository = z.object({ remoteUrl: text });
const notice = z.object({ id: text.optional(), eventType: text, createdDate: maybeTime });
const push = z.object({
  resource: z.object({
    refUpdates: z.array(z.object({ name: text, newObjectId: maybeText })),
    repository,
  }),
});
const pull = z.object({
  resource: z.object({
    pullRequestId: number,
    status: maybeText,
    targetRefName: text,
    lastMergeCommit: z.object({ commitId: maybeText }).nullish(),
    repository,
  }),
});

/**
 * Azure DevOps Services and Server: service hooks, by basic authentication; the secret is `user:password`. They say nothing of the state of
 * commits. Source: Microsoft Learn, "Service hooks events", "Web Hooks with Azure DevOps".
 */
export const azureDevOps: HookKind = {
  contentTypes: ['application/json'],
  isAuthentic: secretHeader('authorization', (secret) => [`Basic ${Buffer.from(secret).toString('base64')}`]),
  identity: namedByBody,
  read: (_, json) => hints(json),
};

function hints(json: unknown): readonly Hint[] {
  const { eventType: event, createdDate } = notice.parse(json);
  const time = createdDate ?? undefined;
  if (event === 'git.push') {
    const { refUpdates, repository: of } = push.parse(json).resource;
    const path = pathOf(of.remoteUrl);
    return refUpdates.flatMap(({ name, newObjectId }): Hint[] => {
      const branch = branchIn(name);
      return branch === undefined ? [] : [{ kind: 'push', path, where: { branch, ...commitIn(newObjectId) }, time }];
    });
  }
  // `git.pullrequest.merged` is an attempt to merge: its status says what came of it.
  if (!/^git\.pullrequest\.(?:created|updated|merged)$/.test(event)) return [];
  const { resource: pulled } = pull.parse(json);
  const branch = branchIn(pulled.targetRefName);
  const where = { pullRequest: pulled.pullRequestId, ...(branch === undefined ? {} : { branch }) };
  const path = pathOf(pulled.repository.remoteUrl);
  return pulled.status === 'completed'
    ? [{ kind: 'pullRequestMerged', path, where: { ...where, ...commitIn(pulled.lastMergeCommit?.commitId) }, time }]
    : [{ kind: 'pullRequestChanged', path, where, time }];
}

/** `organisation/project/repository`: as `core/forge` reads the address of a remote. A project's own repository is named once. */
function pathOf(remoteUrl: string): string {
  const url = URL.parse(remoteUrl);
  if (!url) return '';
  const parts = url.pathname.split('/').filter((part) => part !== '' && part !== 'DefaultCollection');
  const organisation = url.hostname.endsWith('.visualstudio.com') ? [url.hostname.split('.')[0] ?? ''] : [];
  const named = parts.flatMap((part) => (part === '_git' ? [] : [decoded(part)]));
  return [...organisation, ...named].join('/');
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
