import type { ObjectIdentity, Value } from '../objects';
import { groupOf, kindOf } from '../read/identity';
import type { FlatDocument, MergeRules, Unparsable } from './contract';
import { namesOf } from './listIdentity';
import { matchesKey } from './ownedKeys';

export type DocumentName = Pick<FlatDocument, 'id' | 'identity' | 'naming'>;

/**
 * Names the documents so that the same object has the same name on every branch: by kind and name, where the namespace
 * (which differs from environment to environment) is used only if nothing else tells two of them apart. Several that are
 * no objects go by a field that names each of them; else by position, which `certainty.ts` does not trust.
 * @returns one for each; no name may stand there twice
 */
export function nameDocuments(
  documents: readonly { readonly value: Value }[],
  rules: MergeRules,
): readonly DocumentName[] | Unparsable {
  const isOwned = (...key: string[]) => matchesKey(rules.ownedKeys, key);
  const isNameOwned = isOwned('metadata', 'name');
  const short = ({ apiVersion, kind, name }: ObjectIdentity): string =>
    [groupOf(apiVersion), kind, isNameOwned ? '' : name].filter(Boolean).join('/');
  const identities = documents.map(({ value }) => identityOf(value));
  const count = new Map<string, number>();
  for (const identity of identities) {
    if (identity) count.set(short(identity), (count.get(short(identity)) ?? 0) + 1);
  }
  const others = documents.filter((_, index) => !identities[index]);
  const { texts, by } = namesOf(
    others.map(({ value }) => value),
    rules.ownedKeys,
  );
  const otherTexts = texts.values();
  const names = identities.map((identity): DocumentName => {
    if (!identity) return { id: `#${otherTexts.next().value ?? ''}`, naming: { group: '#', by } };
    const group = short(identity);
    if (count.get(group) === 1) return { id: group, identity, naming: { group, by: 'alone' } };
    return { id: `${group} in ${identity.namespace ?? ''}`, identity, naming: { group, by: 'namespace' } };
  });
  const twice = firstTwice(names.map(({ id }) => id));
  return twice === undefined ? names : { kind: 'unparsable', reason: `${twice} stands in the file more than once.` };
}

function identityOf(value: Value): ObjectIdentity | undefined {
  const found = kindOf(value);
  return found.kind === 'object' ? found.identity : undefined;
}

function firstTwice(ids: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return ids.find((id) => seen.size === seen.add(id).size);
}
