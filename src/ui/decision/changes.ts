import * as vscode from 'vscode';
import type { ContentKey, PendingItem } from '../../core/promotion/plan';
import type { OwnedDifference } from '../../core/promotion/proposal/ownedValues';
import type { ChangedText, ChangeRow } from '../../decision/protocol/decision';
import { changeWords, wholeValue } from '../words/item';
import { keyText } from '../words/key';
import { plainText } from '../words/markdown';

/** What a change does, key by key. A whole file, or a Secret's value, has no text to show: what becomes of it stands there. */
export function changeRows(items: readonly PendingItem[]): readonly ChangeRow[] {
  return items.map((item) => {
    const mark = item.reintroduced ? { mark: vscode.l10n.t('returns after a rollback') } : {};
    const place = placeOf(item);
    if (item.before === undefined && item.after === undefined) return { ...place, ...mark, said: changeWords(item) };
    return { ...place, ...mark, ...sides(item.before, item.after) };
  });
}

/** What stays, with what either side holds. */
export function ownedRows(owned: readonly OwnedDifference[]): readonly ChangeRow[] {
  return owned.map((one) => ({ ...placeOf(one), ...sides(one.target, one.source) }));
}

/** A place in one line. */
export function placeWords(place: ContentKey): string {
  const { file, key } = placeOf(place);
  return key === '' ? file : `${file}: ${key}`;
}

function placeOf(place: ContentKey): Pick<ChangeRow, 'file' | 'key'> {
  const { path, key, document } = place;
  return {
    file: plainText(key && document !== undefined ? `${path} (${document})` : path),
    key: key ? plainText(keyText(place)) : '',
  };
}

function sides(before: unknown, after: unknown): Pick<ChangeRow, 'before' | 'after'> {
  const [was, is] = [before, after].map((value) => (value === undefined ? undefined : wholeValue(value)));
  if (was !== undefined && is !== undefined) {
    const [first, second] = differing(was, is);
    return { before: first, after: second };
  }
  const whole = (text: string): ChangedText => ({ same: '', differs: text, rest: '' });
  return { ...(was === undefined ? {} : { before: whole(was) }), ...(is === undefined ? {} : { after: whole(is) }) };
}

const betweenWords = /[\s/:@=,;"'(){}[\]]/;

/** Where two texts differ, by whole words: of two tags of one image, the tags. */
export function differing(before: string, after: string): readonly [ChangedText, ChangedText] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  while (start > 0 && !betweenWords.test(before[start - 1] ?? '')) start -= 1;
  let end = 0;
  const last = (text: string, at: number) => text[text.length - 1 - at];
  while (end < shorter - start && last(before, end) === last(after, end)) end += 1;
  while (end > 0 && !betweenWords.test(last(before, end - 1) ?? '')) end -= 1;
  const parts = (text: string): ChangedText => ({
    same: text.slice(0, start),
    differs: text.slice(start, text.length - end),
    rest: text.slice(text.length - end),
  });
  return [parts(before), parts(after)];
}
