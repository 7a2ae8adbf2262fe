import * as vscode from 'vscode';
import type { ContentKey, PendingItem } from '../../core/promotion/plan';
import type { OwnedDifference } from '../../core/promotion/proposal/ownedValues';
import type { ChangeRow } from '../../decision/protocol/decision';
import { changeWords } from '../words/item';
import { keyText } from '../words/key';
import { plainText } from '../words/markdown';
import { sides } from './sides';

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
