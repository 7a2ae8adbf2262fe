/** UTF-16 units that mean something to YAML. */
export const newline = 0x0a;
export const space = 0x20;
export const hash = 0x23;
export const dash = 0x2d;
export const colon = 0x3a;
export const comma = 0x2c;
export const dot = 0x2e;
export const doubleQuote = 0x22;
export const singleQuote = 0x27;
export const backslash = 0x5c;
export const openList = 0x5b;
export const closeList = 0x5d;
export const openMap = 0x7b;
export const closeMap = 0x7d;
export const pipe = 0x7c;
export const greater = 0x3e;
export const plus = 0x2b;
export const tab = 0x09;

/** What no plain scalar is read with here as its first character. */
const starters = new Set(Array.from(`,[]{}#&*!|>'"%@\`?:`, (char) => char.charCodeAt(0)));

export function startsPlain(unit: number): boolean {
  return unit > space && !starters.has(unit);
}

/** @param unit NaN behind the end of the text */
export function isEmpty(unit: number): boolean {
  return unit === space || unit === newline || Number.isNaN(unit);
}

export function isFlowIndicator(unit: number): boolean {
  return unit === comma || unit === openList || unit === closeList || unit === openMap || unit === closeMap;
}
