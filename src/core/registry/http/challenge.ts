/** What a server wants to be asked with. Source: RFC 9110, "WWW-Authenticate". */
export interface Challenge {
  /** In small letters. */
  readonly scheme: string;
  /** By their names in small letters. */
  readonly parameters: ReadonlyMap<string, string>;
}

const longestHeader = 8_192;

/** All that a header offers, in its order; what cannot be read ends it. */
export function readChallenges(header: string | null): readonly Challenge[] {
  const word = /[\s,]*([A-Za-z][\w-]*)(?:=(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*)))?/y;
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  const text = (header ?? '').slice(0, longestHeader);
  for (let match = word.exec(text); match; match = word.exec(text)) {
    const [, name = '', quoted, plain] = match;
    const value = quoted?.replace(/\\(.)/g, '$1') ?? plain;
    if (value === undefined) challenges.push({ scheme: name.toLowerCase(), parameters: new Map() });
    else challenges.at(-1)?.parameters.set(name.toLowerCase(), value);
  }
  return challenges;
}
