import { message } from '../../support/message';
import type { SetupState } from '../state';
import type { Wish } from '../wish';
import type { Item } from './item';

const part = { kind: 'repository' } as const;

/** Whether the repository can be worked in: it is ours, or can be made. */
export function ofRepository(wish: Wish, state: SetupState): Item {
  const { repository } = state;
  if (repository.kind === 'unknown') return { part, standing: 'unknown', said: [repository.said] };
  if (!repository.value) return ofOwner(wish, state);
  const { owner, name, archived, mayAdminister, description } = repository.value;
  const now = `${owner}/${name}`;
  const values = { repository: now };
  const cannot = (said: ReturnType<typeof message>): Item => ({ part, standing: 'cannot', said: [said] });
  if (now.toLowerCase() !== `${wish.repository.owner}/${wish.repository.name}`.toLowerCase()) {
    return cannot(message('The forge calls it {repository} by now. Name that one.', values));
  }
  if (archived) return cannot(message('{repository} is archived.', values));
  const { branches } = state;
  if (branches?.kind === 'unknown') return { part, standing: 'unknown', said: [branches.said] };
  const isEmpty = (branches?.value.refs ?? 0) === 0;
  if (!isEmpty) return { part, standing: 'there', said: [] };
  if (description !== wish.marker) {
    const said = message(
      '{repository} is there, has no branch, and was not made by this command: its description is not "{marker}". Delete it, or, if it is meant, give it that description.',
      { ...values, marker: wish.marker },
    );
    return { part, standing: 'differs', said: [said] };
  }
  if (mayAdminister) return { part, standing: 'there', said: [] };
  return cannot(message('The account of the token may not change the settings of {repository}.', values));
}

function ofOwner({ repository: { owner } }: Wish, { owner: found }: SetupState): Item {
  if (found.kind === 'unknown') return { part, standing: 'unknown', said: [found.said] };
  switch (found.value) {
    case undefined:
      return { part, standing: 'cannot', said: [message('The forge has no owner {owner}, or hides it.', { owner })] };
    case 'person':
      return {
        part,
        standing: 'cannot',
        said: [message('{owner} is another person: repositories of theirs only they can make.', { owner })],
      };
    case 'organisation':
    case 'self':
      return { part, standing: 'make', said: [] };
  }
}
