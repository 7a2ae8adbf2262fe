import * as vscode from 'vscode';
import type { ChangedText, ChangeRow } from '../../decision/protocol/decision';
import { textOf, textsOf } from '../words/item';
import { misleading } from '../words/markdown';

/** Longer than anybody reads; of more, this much stays on each side of what differs. */
const longest = 4_000;
const around = 500;
/** What has no end for so long is no word. */
const longestWord = 100;

/** Both sides of a value, with what differs. Two that differ never just look the same: it is said. */
export function sides(before: unknown, after: unknown): Pick<ChangeRow, 'before' | 'after' | 'said'> {
  if (before === undefined || after === undefined) {
    return {
      ...(before === undefined ? {} : { before: whole(before) }),
      ...(after === undefined ? {} : { after: whole(after) }),
    };
  }
  const texts = textsOf(before, after);
  const isLong = texts.some((text) => text.length > longest);
  const [first, second] = differing(...texts);
  const [was, is] = [shown(first, isLong), shown(second, isLong)];
  const looksSame = readAs(plain(texts[0])) === readAs(plain(texts[1])) || readAs(inOne(was)) === readAs(inOne(is));
  return { before: was, after: is, ...(looksSame ? { said: unseen() } : {}) };
}

function unseen(): string {
  return vscode.l10n.t(
    'What differs cannot be seen here, such as white space or what is masked: “Show all file changes” has all that may be shown.',
  );
}

function whole(value: unknown): ChangedText {
  return { same: '', differs: begin(plain(textOf(value)), longest), rest: '' };
}

/** Fit for the page, and cut around what differs where it is long. */
function shown({ same, differs, rest }: ChangedText, isLong: boolean): ChangedText {
  const [before, between, behind] = [plain(same), plain(differs), plain(rest)];
  if (!isLong) return { same: before, differs: between, rest: behind };
  return {
    same: before.length > around ? `…${before.slice(-around)}` : before,
    differs: begin(between, longest - 2 * around),
    rest: begin(behind, around),
  };
}

function begin(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** Remote text with its lines; nothing in it can turn its direction. */
function plain(text: string): string {
  return text.replace(/\r?\n/g, '\n').replace(misleading, (character) => (character === '\n' ? character : ' '));
}

function inOne({ same, differs, rest }: ChangedText): string {
  return `${same}${differs}${rest}`;
}

/** What a person reads: one letter may be written in two ways. */
function readAs(text: string): string {
  return text.normalize();
}

const betweenWords = /[\s/:@=,;"'(){}[\]]/;

/** Where two texts differ, by whole words: of two tags of one image, the tags. */
export function differing(before: string, after: string): readonly [ChangedText, ChangedText] {
  const shorter = Math.min(before.length, after.length);
  let same = 0;
  while (same < shorter && before[same] === after[same]) same += 1;
  const start = wordStart(before, same);
  const last = (text: string, at: number) => text[text.length - 1 - at];
  let rest = 0;
  while (rest < shorter - start && last(before, rest) === last(after, rest)) rest += 1;
  const end = rest - wordEnd(before, rest);
  const parts = (text: string): ChangedText => ({
    same: text.slice(0, start),
    differs: text.slice(start, text.length - end),
    rest: text.slice(text.length - end),
  });
  return [parts(before), parts(after)];
}

/** Where the word at this place begins; the place itself where that is too far, or what is no half of a letter. */
function wordStart(text: string, at: number): number {
  for (let start = at; start >= Math.max(0, at - longestWord); start -= 1) {
    if (start === 0 || betweenWords.test(text[start - 1] ?? '')) return start;
  }
  return isHalf(text, at) ? at - 1 : at;
}

/** How much of the last letters belongs to a word that begins before them. */
function wordEnd(text: string, letters: number): number {
  const from = text.length - letters;
  for (let more = 0; more <= Math.min(letters, longestWord); more += 1) {
    if (more === letters || betweenWords.test(text[from + more] ?? '')) return more;
  }
  return isHalf(text, from) ? 1 : 0;
}

/** Whether a letter of two halves is cut in two here. */
function isHalf(text: string, at: number): boolean {
  return /^[\uDC00-\uDFFF]/.test(text.slice(at, at + 1));
}
