import type { PlanMemory } from '../edge';
import { isDeepStrictEqual } from 'node:util';
import type { FileEdit } from '../../git/staging';
import { applyChanges } from '../../manifest/merge/applyChanges';
import type { Change, FlatFile } from '../../manifest/merge/contract';
import { diffKeys } from '../../manifest/merge/diffKeys';
import type { Sha } from '../../support/sha';
import { keyedContent } from '../content/content';
import { PromotionError } from '../errors';
import { itemsOf, shownKey } from '../content/items';
import type { PendingItem, ContentKey, Plan } from '../plan';
import type { PredictedFile, Prediction } from '../merge/prediction';

/** What of a plan travels. A place without a key means the whole file. */
export type Choice = { readonly kind: 'all' } | { readonly kind: 'places'; readonly places: readonly ContentKey[] };

export interface Chosen {
  readonly tree: Sha;
  readonly items: readonly PendingItem[];
  /** What stays pending. */
  readonly left: readonly PendingItem[];
}

/** The tree with the chosen items alone. @throws PromotionError where none is chosen, or a file cannot be split so */
export async function chosenTree(
  memory: PlanMemory,
  plan: Plan,
  prediction: Prediction,
  choice: Choice,
): Promise<Chosen> {
  const { tree } = prediction;
  if (tree === null || plan.target.tree === null) throw PromotionError.conflict(plan.conflicts.length);
  if (choice.kind === 'all') return { tree, items: plan.items, left: [] };
  const items = plan.items.filter((item) => choice.places.some((place) => covers(place, item)));
  if (items.length === 0) throw PromotionError.nothingChosen();
  if (items.length === plan.items.length) return { tree, items, left: [] };
  const edits = new Map<string, FileEdit>();
  for (const file of prediction.files) {
    const own = items.filter(({ path }) => path === file.path);
    if (own.length === 0 || file.edit === undefined) continue;
    edits.set(file.path, own.length === file.items.length ? file.edit : await partOf(memory, prediction, file, own));
  }
  const left = plan.items.filter((item) => !items.includes(item));
  return { tree: await prediction.staging.edit(plan.target.tree, edits), items, left };
}

function covers(place: ContentKey, item: ContentKey): boolean {
  if (place.path !== item.path) return false;
  if (!place.key) return true;
  return (
    (place.document === undefined || place.document === item.document) &&
    place.key.length === item.key?.length &&
    place.key.every((part, index) => part === item.key?.[index])
  );
}

/** The target's file with some of the changed keys. */
async function partOf(
  { reader }: PlanMemory,
  { staging, roles }: Prediction,
  { path, sides, edit }: PredictedFile,
  items: readonly PendingItem[],
): Promise<FileEdit> {
  if (!sides.target || !edit) throw PromotionError.nothingChosen();
  const read = async (sha: Sha): Promise<FlatFile | undefined> =>
    keyedContent((await staging.read(sha)).toString('utf8'), reader.rules)?.flat;
  const [before, after] = await Promise.all([read(sides.target.sha), read(edit.sha)]);
  if (!before || !after) throw PromotionError.nothingChosen();
  const file = { path, role: roles.of(path) };
  const isSeveral = itemsOf(file, before, after).some(({ document }) => document !== undefined);
  const changes = diffKeys(before.entries, after.entries).flatMap((difference): Change[] => {
    const place: ContentKey = {
      path,
      key: shownKey(difference.key),
      ...(isSeveral ? { document: difference.document } : {}),
    };
    if (!items.some((item) => covers(place, item))) return [];
    if (difference.after) return [{ kind: 'set', entry: difference.after }];
    return difference.before ? [{ kind: 'remove', entry: difference.before }] : [];
  });
  const edited = applyChanges(before, changes, reader.rules.merge);
  if (edited.kind === 'refused') throw PromotionError.inseparable(path);
  if (edited.text === null) return null;
  const made = keyedContent(edited.text, reader.rules)?.flat;
  if (!made || !isExactly(itemsOf(file, before, made), items)) throw PromotionError.inseparable(path);
  return { mode: edit.mode, sha: staging.blob(Buffer.from(edited.text)) };
}

/** The verified prediction of a part: read again, the text differs from the target by what was chosen and nothing else. */
function isExactly(found: readonly Omit<PendingItem, 'reintroduced'>[], wanted: readonly PendingItem[]): boolean {
  return (
    found.length === wanted.length &&
    wanted.every((item) => found.some((one) => covers(one, item) && isDeepStrictEqual(one.after, item.after)))
  );
}
