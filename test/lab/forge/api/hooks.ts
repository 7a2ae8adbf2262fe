import { z } from 'zod';
import { json, type Answer } from '../answer';
import { Refusal } from '../refusal';
import type { HookRecord } from '../state';
import { bodyOf, onRepository, paged, param, route, signedIn, type Call, type Route } from './call';

/** Webhooks of a repository or of an organisation. */
export const hookRoutes: readonly Route[] = [
  onRepository('GET', '/hooks', 'admin', (call) => paged(call, call.forge.webhooks.of(call.repository), hookView)),
  onRepository('POST', '/hooks', 'admin', (call) => add(call, { repository: call.repository.fullName })),
  route('POST', '/orgs/:org/hooks', (call) => {
    if (signedIn(call).access !== 'admin') throw new Refusal(403, 'Must be an organization owner');
    return add(call, { owner: param(call, 'org') });
  }),
];

const newHook = z.object({
  type: z.string(),
  config: z.object({ url: z.string(), secret: z.string().optional() }),
  events: z.array(z.string()).optional(),
  active: z.boolean().optional(),
});
const knownEvents = ['push', 'pull_request', 'status'] as const;

async function add(call: Call, scope: HookRecord['scope']): Promise<Answer> {
  const { config, events = ['push'], active = false } = await bodyOf(call, newHook);
  const hook = call.forge.webhooks.add(scope, {
    url: config.url,
    secret: config.secret ?? '',
    events: knownEvents.filter((name) => events.includes(name)),
    active,
  });
  return json(201, hookView(hook));
}

function hookView(hook: HookRecord): object {
  return {
    id: hook.id,
    type: 'gitea',
    config: { url: hook.url, content_type: 'json' },
    events: hook.events,
    active: hook.active,
    created_at: hook.createdAt.toISOString(),
    updated_at: hook.createdAt.toISOString(),
  };
}
