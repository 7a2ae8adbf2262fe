import { message, type Message } from '../../support/message';
import type { Unknown } from '../../support/observation';
import type { SetupState } from '../state';
import type { Wish } from '../wish';
import { ofBranches, ofDefaultBranch } from './branches';
import type { Item, Part } from './item';
import { ofProtection } from './protection';
import { ofRepository } from './repository';

/**
 * What is there, what is to be made, and what differs: a function of what is wished and what was found. Only what is not there is
 * made, and only in a repository whose content is ours.
 */
export function planSetup(wish: Wish, state: SetupState): readonly Item[] {
  const content: Item = {
    part: { kind: 'content' },
    standing: wish.faults.length > 0 ? 'cannot' : 'there',
    said: wish.faults,
  };
  const repository = waits(ofRepository(wish, state), [content]);
  const branches = waits(ofBranches(wish, state), [content, repository]);
  const before = [content, repository, branches];
  const rest = [
    ofDefaultBranch(wish, state, branches),
    ...[...wish.protection].map(([branch, wanted]) => ofProtection(branch, wanted, state.protection.get(branch))),
    ...ofWebhook(wish, state),
    ofPlace({ kind: 'catalog' }, state.catalog),
    ...[...wish.access.keys()].map((file) => ofPlace({ kind: 'access', file }, state.access.get(file))),
  ];
  return [...before, ...rest.map((item) => waits(item, before))];
}

/** What would be made where something before it is not as it should be is not made. */
function waits(item: Item, before: readonly Item[]): Item {
  const isReady = before.every(({ standing }) => standing === 'there' || standing === 'make');
  if (isReady || item.standing !== 'make') return item;
  return { ...item, standing: 'cannot', said: [message('It waits for what is said above.')] };
}

function ofPlace(part: Part, place: SetupState['catalog'] | undefined): Item {
  switch (place?.kind) {
    case 'there':
      return { part, standing: 'there', said: place.note ? [place.note] : [] };
    case 'differs':
      return { part, standing: 'differs', said: [place.how] };
    case 'impossible':
      return { part, standing: 'cannot', said: [place.why] };
    case 'unknown':
      return { part, standing: 'unknown', said: [place.why] };
    default:
      return { part, standing: 'make', said: [] };
  }
}

function ofWebhook({ webhook }: Wish, { webhooks }: SetupState): readonly Item[] {
  if (!webhook) return [];
  const part: Part = { kind: 'webhook' };
  if (webhooks?.kind === 'unknown') return [unknownItem(part, webhooks)];
  const same = webhooks?.value.filter(({ url }) => url === webhook.url) ?? [];
  if (same.length === 0) return [{ part, standing: 'make', said: [] }];
  const isAsWished = same.some(
    ({ active, events, isUsual }) => active && isUsual && webhook.events.every((event) => events.includes(event)),
  );
  const said: Message[] = isAsWished
    ? []
    : [
        message(
          'There is one for this address that is switched off, is not told of {events}, or tells it in another form or to whatever certificate.',
          {
            events: webhook.events.join(', '),
          },
        ),
      ];
  return [{ part, standing: isAsWished ? 'there' : 'differs', said }];
}

function unknownItem(part: Part, fact: Unknown): Item {
  return { part, standing: 'unknown', said: [fact.said] };
}
