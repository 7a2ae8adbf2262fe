import { kindOf, type EventKind, type RelayEvent } from '../event';
import { repositoryKey } from '../repository';

/** What a hint is about; `all` where its kind is not known to this version. */
export interface Hint {
  readonly kind: EventKind | 'all';
  /** The repository, as `repositoryKey` spells it. */
  readonly repository: string;
  readonly branch?: string | undefined;
  readonly commit?: string | undefined;
}

/** Where an event says to look. */
export function hintOf(event: Pick<RelayEvent, 'type' | 'data'>): Hint {
  const { repository, branch, commit } = event.data;
  return { kind: kindOf(event) ?? 'all', repository: repositoryKey(repository), branch, commit };
}
