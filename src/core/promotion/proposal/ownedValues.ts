import type { ContentReader, FileRef } from '../content/content';
import type { ShownValue } from '../../manifest/secrecy/shown';
import { placeOf, shownValue } from '../content/items';
import type { ContentKey } from '../plan';
import type { Prediction } from '../merge/prediction';

/** Content that belongs to its environment and stays: what each side holds. A Secret's values are never given. */
export interface OwnedDifference extends ContentKey {
  readonly source?: ShownValue;
  readonly target?: ShownValue;
}

/** Whole paths first, then single keys, as in the plan. Source: docs/promotion.md, "Promoting". */
export async function ownedDifferences(
  reader: ContentReader,
  { ownedPaths, files, roles }: Prediction,
): Promise<readonly OwnedDifference[]> {
  const entriesOf = async (path: string, file: FileRef | undefined) => {
    const content = file ? await reader.read(path, file) : undefined;
    return content?.kind === 'keys' ? content.flat.entries : undefined;
  };
  const keys = await Promise.all(
    files
      .filter(({ owned }) => owned.length > 0)
      .map(async ({ path, sides, owned }) => {
        const [source, target] = await Promise.all([entriesOf(path, sides.source), entriesOf(path, sides.target)]);
        return owned.map((entry): OwnedDifference => {
          const [theirs, ours] = [source?.get(entry.id), target?.get(entry.id)];
          const role = roles.of(path);
          const values = { source: theirs && shownValue(theirs, role), target: ours && shownValue(ours, role) };
          return {
            ...placeOf(path, entry),
            ...(values.source === undefined ? {} : { source: values.source }),
            ...(values.target === undefined ? {} : { target: values.target }),
          };
        });
      }),
  );
  return [...ownedPaths.map((path) => ({ path })), ...keys.flat()];
}
