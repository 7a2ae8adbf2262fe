import { diffTrees } from '../git/diff';
import { differingKeys } from '../manifest/merge/travelling';
import { keyOf, partsOf } from '../manifest/merge/entryId';
import { readIf } from '../promotion/content/keySet';
import type { KeyId } from '../promotion/content/content';
import type { PlanMemory } from '../promotion/edge';
import type { Sha } from '../support/sha';

/** A tag or a digest, of any image or of the one that is called so. */
export interface WantedVersion {
  readonly name?: string;
  readonly version: string;
}

/** Keys that hold a version without the name of the image. */
const versionKey = /tag|digest|version|image/i;
const nothing: ReadonlyMap<KeyId, string> = new Map();

/** Whether a commit gave some image this version. */
export async function broughtVersion({ reader }: PlanMemory, commit: Sha, wanted: WantedVersion): Promise<boolean> {
  const { repository, rules } = reader;
  const [parent] = repository.graph.parents(commit);
  const before = parent === undefined ? null : repository.graph.tree(parent);
  for (const difference of await diffTrees(repository, before, repository.graph.tree(commit))) {
    const { path } = difference;
    if (rules.ownsPath(path)) continue;
    const [was, is] = await Promise.all([
      readIf(reader, path, difference.before),
      readIf(reader, path, difference.after),
    ]);
    if (is?.kind !== 'keys') continue;
    const keys = differingKeys(was?.kind === 'keys' ? was.values : nothing, is.values);
    const isNamed = wanted.name === undefined || is.flat.text.includes(wanted.name);
    if (isNamed && keys.some((key) => isVersion(key, is.values.get(key), wanted))) return true;
  }
  return false;
}

/** A value as comparable text is `"…"` where it is a text. */
function isVersion(key: KeyId, value: string | undefined, { name, version }: WantedVersion): boolean {
  if (value === undefined) return false;
  const text = value.startsWith('"') ? (JSON.parse(value) as string) : value;
  if (text === version) return versionKey.test(keyOf(partsOf(key).steps).at(-1) ?? '');
  const [, of, tag, digest] = /^([^\s@]+?)(?::([\w.-]+))?(?:@(\S+))?$/.exec(text) ?? [];
  return (tag === version || digest === version) && (name === undefined || of === name);
}
