import type { ContentRules, PullRequestTemplates } from '../../catalog/catalog';
import type { RulesError } from '../../catalog/errors';
import type { ServiceLocation } from '../../change/location';
import type { Mirrored } from '../../git/mirror';
import type { OwnRules } from './ownFile';

/** A repository as it was read at one moment: what its branches hold, where it is, and the rules that are in force. */
export interface RepositoryState extends Mirrored {
  readonly location: ServiceLocation;
  /** The catalog's, with the repository's own; or why they cannot be read. */
  readonly rules: OwnRules | RulesError;
}

/** @throws RulesError where what the repository says of itself cannot be read */
export function contentOf({ rules }: RepositoryState): ContentRules {
  return readable(rules).content;
}

/** @throws RulesError as `contentOf` */
export function templatesOf({ rules }: RepositoryState): PullRequestTemplates {
  return readable(rules).pullRequests ?? {};
}

function readable(rules: OwnRules | RulesError): OwnRules {
  if (rules instanceof Error) throw rules;
  return rules;
}
