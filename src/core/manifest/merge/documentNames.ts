import type { ObjectIdentity, Value } from '../objects';
import { groupOf, kindOf } from '../read/identity';
import type { FlatDocument, MergeRules, Unparsable } from './contract';
import { namesOf, type NameTexts, nameTexts } from './listIdentity';
import { matchesKey } from './ownedKeys';

export type DocumentName = Pick<FlatDocument, 'id' | 'identity' | 'naming'>;

/** What a document goes by. */
export interface Namable {
  readonly identity: ObjectIdentity | undefined;
  /** Asked for where it is one of several that are no objects. */
  readonly names: NameTexts;
}

export function namable(value: Value): Namable {
  return { identity: identityOf(value), names: nameTexts(value) };
}

/**
 * Names the documents so that the same object has the same name on every branch: by kind and name, where the namespace
 * (which differs from environment to environment) is used only if nothing else tells two of them apart. Several that are
 * no objects go by a field that names each of them; else by position, which `certainty.ts` does not trust.
 * @returns one for each; no name may stand there twice
 */
export function nameDocuments(documents: readonly Namable[], rules: MergeRules): readonly DocumentName[] | Unparsable {
  const isOwned = (...key: string[]) => matchesKey(rules.ownedKeys, key);
  const isNameOwned = isOwned('metadata', 'name');
  const short = ({ apiVersion, kind, name }: ObjectIdentity): string =>
    [groupOf(apiVersion), kind, isNameOwned ? '' : name].filter(Boolean).join('/');
  const identities = documents.map(({ identity }) => identity);
  const groups = identities.map((identity) => identity && short(identity));
  const count = new Map<string | undefined, number>();
  for (const group of groups) count.set(group, (count.get(group) ?? 0) + 1);
  const others = documents.filter((_, index) => !identities[index]);
  const { texts, by } = namesOf(others, rules.ownedKeys);
  const otherTexts = texts.values();
  const names = identities.map((identity, index): DocumentName => {
    const group = groups[index];
    if (!identity || group === undefined)
      return { id: `#${otherTexts.next().value ?? ''}`, naming: { group: '#', by } };
    if (count.get(group) === 1) return { id: group, identity, naming: { group, by: 'alone' } };
    return { id: `${group} in ${identity.namespace ?? ''}`, identity, naming: { group, by: 'namespace' } };
  });
  const twice = firstTwice(names.map(({ id }) => id));
  return twice === undefined ? names : { kind: 'unparsable', reason: `${twice} stands in the file more than once.` };
}

export function identityOf(value: Value): ObjectIdentity | undefined {
  const found = kindOf(value);
  return found.kind === 'object' ? found.identity : undefined;
}

function firstTwice(ids: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return ids.find((id) => seen.size === seen.add(id).size);
}
