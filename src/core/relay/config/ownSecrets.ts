import type { Path } from '../../catalog/source';
import { message, type Message } from '../../support/message';
import type { RelayFile, SecretPlace } from './file';

/** A secret of the configuration, and whose it is. */
export interface OwnSecret {
  /** Where it stands in the configuration. */
  readonly path: Path;
  readonly place: SecretPlace;
  /** What it is called where it is missing. */
  readonly of: string;
  /** Those of one owner may be the same. */
  readonly owner: string;
  /** Characters that it has at least; nothing: as usual. */
  readonly least?: number;
}

const leastToken = 32;

/** All secrets by which somebody is known. */
export function ownSecrets({ forges, registries, tokens }: RelayFile): readonly OwnSecret[] {
  const ofHooks =
    (list: 'forges' | 'registries') =>
    ({ host, secrets }: { readonly host: string; readonly secrets: readonly SecretPlace[] }, index: number) =>
      secrets.map((place, at) => ({ path: [list, index, 'secrets', at], place, of: host, owner: host }));
  return [
    ...forges.flatMap(ofHooks('forges')),
    ...registries.flatMap(ofHooks('registries')),
    ...forges.flatMap(({ host, token: place }, index) =>
      place ? [{ path: ['forges', index, 'token'], place, of: host, owner: `forges[${index}].token` }] : [],
    ),
    ...tokens.map(({ name, secret: place }, index) => ({
      ...{ path: ['tokens', index, 'secret'], place, of: name, owner: `tokens[${index}]`, least: leastToken },
    })),
  ];
}

/**
 * Those that are another's as well: who has the one could then speak for the other.
 * @param valueOf what is the same where the secret is; nothing is told of it
 */
export function sharedSecrets<Secret extends OwnSecret>(
  secrets: readonly Secret[],
  valueOf: (secret: Secret) => string,
): readonly { readonly path: Path; readonly said: Message }[] {
  const owners = new Map<string, string>();
  return secrets.flatMap((secret) => {
    const { path, owner } = secret;
    const other = owners.get(valueOf(secret)) ?? owner;
    owners.set(valueOf(secret), other);
    if (other === owner) return [];
    return [{ path, said: message('This secret is that of {other} as well: each has one of its own.', { other }) }];
  });
}
