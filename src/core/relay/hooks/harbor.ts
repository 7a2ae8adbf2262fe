import * as z from 'zod';
import type { Hint, HookKind } from './delivery';
import { maybeText, maybeTime, text } from './fields';
import { namedByBody, secretHeader } from './proof';

const pushed = z.object({
  resources: z.array(z.object({ tag: maybeText, digest: maybeText })),
  repository: z.object({ repo_full_name: text }),
});
const own = z.object({ type: z.literal('PUSH_ARTIFACT'), occur_at: maybeTime, event_data: pushed });
const cloudEvent = z.object({ type: z.literal('harbor.artifact.pushed'), time: maybeTime, data: pushed });

/**
 * Harbor, in either of its payload formats; the secret is the policy's "Auth Header". Source: Harbor docs, "Configure Webhook
 * Notifications".
 */
export const harbor: HookKind = {
  contentTypes: ['application/json', 'application/cloudevents+json'],
  isAuthentic: secretHeader('authorization'),
  identity: namedByBody,
  read: (_, json) => {
    const { type } = z.object({ type: text }).parse(json);
    if (type === 'PUSH_ARTIFACT') {
      const { occur_at: time, event_data: data } = own.parse(json);
      return hints(data, time ?? undefined);
    }
    if (type !== 'harbor.artifact.pushed') return [];
    const { time, data } = cloudEvent.parse(json);
    return hints(data, time ?? undefined);
  },
};

function hints({ resources, repository }: z.infer<typeof pushed>, time: string | number | undefined): readonly Hint[] {
  const path = repository.repo_full_name;
  return resources.map(({ tag, digest }) => {
    const image = { host: '', path, ...(tag ? { tag } : {}), ...(digest ? { digest } : {}) };
    return { kind: 'imagePushed', path, where: { image }, time };
  });
}
