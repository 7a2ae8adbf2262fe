import type { HostedRepository } from '../../forge/hosting';
import { message, type Message } from '../../support/message';
import type { SetupState } from '../state';
import type { Wish } from '../wish';
import type { Item, Standing } from './item';

const part = { kind: 'repository' } as const;
const itemOf = (standing: Standing, ...said: readonly Message[]): Item => ({ part, standing, said });

/** Whether the repository can be worked in: it is ours, or can be made. */
export function ofRepository(wish: Wish, state: SetupState): Item {
  const { repository, branches } = state;
  if (repository.kind === 'unknown') return itemOf('unknown', repository.said);
  if (!repository.value) return ofOwner(wish, state);
  const found = ofFound(wish, repository.value);
  if (found.standing !== 'there') return found;
  if (branches?.kind === 'unknown') return itemOf('unknown', branches.said);
  return (branches?.value.refs ?? 0) > 0 ? found : ofEmpty(wish, repository.value);
}

/** Whether a repository with nothing in it is one that this command made, as it is wished: it may be pushed to. */
export function isToBeFilled(wish: Wish, found: HostedRepository): boolean {
  return [ofFound, ofEmpty].every((of) => of(wish, found).standing === 'there');
}

function ofFound(wish: Wish, { owner, name, archived, private: isPrivate }: HostedRepository): Item {
  const repository = `${owner}/${name}`;
  if (repository.toLowerCase() !== `${wish.repository.owner}/${wish.repository.name}`.toLowerCase()) {
    return itemOf('cannot', message('The forge calls it {repository} by now. Name that one.', { repository }));
  }
  if (archived) return itemOf('cannot', message('{repository} is archived.', { repository }));
  if (isPrivate === wish.private) return itemOf('there');
  const said = isPrivate
    ? message('{repository} is private, and a public one is wished.', { repository })
    : message('{repository} is public, and a private one is wished: everybody may read it.', { repository });
  return itemOf('differs', said);
}

function ofEmpty({ marker }: Wish, { owner, name, description, mayAdminister }: HostedRepository): Item {
  const repository = `${owner}/${name}`;
  if (description !== marker) {
    const said = message(
      '{repository} is there, has no branch, and was not made by this command: its description is not "{marker}". Delete it, or, if it is meant, give it that description.',
      { repository, marker },
    );
    return itemOf('differs', said);
  }
  if (mayAdminister) return itemOf('there');
  return itemOf(
    'cannot',
    message('The account of the token may not change the settings of {repository}.', { repository }),
  );
}

function ofOwner({ repository: { owner } }: Wish, { owner: found }: SetupState): Item {
  if (found.kind === 'unknown') return itemOf('unknown', found.said);
  switch (found.value) {
    case undefined:
      return itemOf('cannot', message('The forge has no owner {owner}, or hides it.', { owner }));
    case 'person':
      return itemOf(
        'cannot',
        message('{owner} is another person: repositories of theirs only they can make.', { owner }),
      );
    case 'organisation':
    case 'self':
      return itemOf('make');
  }
}
