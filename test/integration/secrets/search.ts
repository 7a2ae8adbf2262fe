import { randomBytes } from 'node:crypto';

export const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
const reversed = (text: string): string => Array.from(text).reverse().join('');

/**
 * A value that nothing else has; no way of escaping changes it. Letters and digits in turn, as in a value that was drawn: one
 * of digits alone would be a number between two letters, which is no secret by its shape.
 */
export function marker(): string {
  const drawn = [...randomBytes(8)].map((byte) => `${String.fromCharCode(97 + (byte >> 4))}${byte % 10}`).join('');
  return `K${drawn}z`; // of 18 letters: its base64 needs no padding
}

/** Each way in which a value may be written, also as a part of a longer text in base64. Letters and digits need no other. */
function forms(value: string): readonly string[] {
  const within = [1, 2].map((before) => base64('.'.repeat(before) + value).slice(4, -4));
  const hex = Buffer.from(value).toString('hex');
  const url = [...Buffer.from(value)].map((byte) => `%${byte.toString(16)}`).join('');
  const quoted = url.replaceAll('%', '=');
  const escapes = Array.from(value)
    .map((char) => `u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
  const written = [value, base64(value), ...within, hex, hex.toUpperCase(), url, quoted, quoted.toUpperCase(), escapes];
  return [...written, ...written.map(reversed), base64(base64(value)), base64(reversed(value))];
}

/** Everything that was heard of, by where. */
export class Heard {
  readonly texts: (readonly [string, string])[] = [];
  /** How many of them were searched for these values, and for how many. */
  private searched: { readonly values: object; readonly wanted: number; readonly texts: number } | undefined;

  /** @param thing of any shape: errors with stack and causes, maps and all that is in them */
  add(where: string, thing: unknown): void {
    this.texts.push([where, typeof thing === 'string' ? thing : everythingIn(thing)]);
  }

  /** Awaits what may fail, and hears the failure. */
  async hear<T>(where: string, doing: Promise<T>): Promise<T | undefined> {
    try {
      const result = await doing;
      this.add(where, result);
      return result;
    } catch (error) {
      this.add(`${where}, refused`, error);
      return undefined;
    }
  }

  get places(): ReadonlySet<string> {
    return new Set(this.texts.map(([where]) => where));
  }

  /** Where values are, in whatever form, of what was heard since the same values were last asked for; empty where there are none. */
  leaks(values: Readonly<Record<string, string>>): readonly string[] {
    const wanted = Object.entries(values).flatMap(([name, value]) => forms(value).map((form) => [name, form] as const));
    const { searched } = this;
    const isSame = searched?.values === values && searched.wanted === wanted.length;
    const texts = this.texts.slice(isSame ? searched.texts : 0);
    this.searched = { values, wanted: wanted.length, texts: this.texts.length };
    return texts.flatMap(([where, text]) => {
      const plain = text.replaceAll('\\', ''); // as it is shown once Markdown is
      // Split over lines, as it stands in a file, a diff, or quoted-printable.
      const joined = plain.replace(/=?\s*\r?\n[-+ #>]*\s*/g, '');
      return wanted.flatMap(([name, form]) => {
        const [shown = ''] = [plain, joined].filter((one) => one.includes(form));
        const at = shown.indexOf(form);
        return at < 0 ? [] : [`${name} in ${where}: …${shown.slice(Math.max(0, at - 120), at + 60)}…`];
      });
    });
  }
}

/** All texts that can be reached from a thing, each thing once: names and values of properties, of maps and sets, of errors. */
function everythingIn(thing: unknown): string {
  const texts: string[] = [];
  const seen = new Set<unknown>();
  const waiting: unknown[] = [thing];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if ((typeof next !== 'object' && typeof next !== 'function') || next === null) {
      texts.push(String(next));
      continue;
    }
    // What is staged for a commit is what the commit holds.
    if (seen.has(next) || ArrayBuffer.isView(next)) continue;
    seen.add(next);
    if (next instanceof Map) waiting.push(...next.keys(), ...next.values());
    if (next instanceof Set) waiting.push(...next);
    for (const key of Reflect.ownKeys(next)) {
      texts.push(String(key));
      waiting.push(Object.getOwnPropertyDescriptor(next, key)?.value);
    }
  }
  return texts.join('\n|\n');
}
