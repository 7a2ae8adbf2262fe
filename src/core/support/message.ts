/** Values that fill the `{name}` places of a message. */
export type MessageValues = Readonly<Record<string, string | number>>;

/**
 * A sentence for a person, not yet in their language: an English text with `{name}` places, and their values.
 * The text is the key under which the editor finds the translation.
 */
export interface Message {
  readonly text: string;
  readonly values: MessageValues;
}

/** Makes a message. Texts must be literals: the list of what can be translated is collected from these calls. */
export function message(text: string, values: MessageValues = {}): Message {
  return { text, values };
}

/** The message in English, for the command line, for logs and for tests. */
export function inEnglish({ text, values }: Message): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}
