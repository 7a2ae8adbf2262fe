import * as z from 'zod';
import type { Hint, HookKind } from './delivery';
import { maybeText, maybeTime, text } from './fields';
import { namedByBody, secretHeader } from './proof';

const notices = z.object({
  events: z.array(
    z.object({
      action: text,
      timestamp: maybeTime,
      target: z.object({ mediaType: maybeText, repository: text, tag: maybeText, digest: maybeText }),
    }),
  ),
});

const manifest = /manifest|image\.index/;

/**
 * Distribution's registry: notifications to an endpoint, whose `headers` hold the secret as `Authorization: Bearer …`. Source: Distribution
 * docs, "Work with notifications".
 */
export const distribution: HookKind = {
  contentTypes: [
    'application/vnd.docker.distribution.events.v2+json',
    'application/vnd.docker.distribution.events.v1+json',
    'application/json',
  ],
  isAuthentic: secretHeader('authorization', (secret) => [`Bearer ${secret}`]),
  identity: namedByBody,
  read: (_, json) =>
    notices.parse(json).events.flatMap(({ action, timestamp, target }): Hint[] => {
      const { repository: path, tag, digest, mediaType } = target;
      if (action !== 'push' || !manifest.test(mediaType ?? '')) return [];
      const image = { host: '', path, ...(tag ? { tag } : {}), ...(digest ? { digest } : {}) };
      return [{ kind: 'imagePushed', path, where: { image }, time: timestamp ?? undefined }];
    }),
};
