import { deepEqual, equal } from 'node:assert/strict';
import type { Hint } from '../../../src/core/relay/hooks/delivery';
import { eventsOf } from '../../../src/core/relay/hooks/events';
import { forgeHooks } from '../../../src/core/relay/hooks/kinds';
import { asDelivery, commit } from './deliveries';

const path = 'gitops/cart';
const repository = { slug: 'cart', project: { key: 'gitops' } };
const read = (json: unknown) =>
  forgeHooks['bitbucket-data-center'].read(
    asDelivery({ headers: { 'x-event-key': 'repo:refs_changed' }, body: JSON.stringify(json) }),
    json,
  );

describe('A delivery that tells of very much', () => {
  it('is one hint of the repository, where it tells of very many of its branches or images', () => {
    const changes = Array.from({ length: 3_000 }, (_, at) => ({ ref: { id: `refs/heads/b${at}` }, toHash: commit }));
    const pushed = read({ repository, changes });
    equal(pushed.length, 3_000);
    const sender = {
      host: 'git.example.com',
      place: ({ where }: Hint) => ({ ...where, repository: { host: 'git.example.com', path } }),
    };
    const told = (hints: readonly Hint[]) =>
      eventsOf(sender, { body: 'b', name: 'n' }, hints, '2026-11-30T14:00:00Z', () => '').events.map(
        ({ subject }) => subject,
      );
    deepEqual(told(pushed), ['git.example.com/gitops/cart']);
    deepEqual(told(pushed.slice(0, 50)).length, 50);
    const images = Array.from({ length: 60 }, (_, at): Hint => ({
      kind: 'imagePushed',
      path,
      where: { image: { host: 'registry.example.com', path, tag: `v${at}` } },
    }));
    deepEqual(told([...images, ...pushed.slice(0, 2)]), [
      'git.example.com/gitops/cart#image/registry.example.com/gitops/cart@',
      'git.example.com/gitops/cart#branch/b0',
      'git.example.com/gitops/cart#branch/b1',
    ]);
  });
});
