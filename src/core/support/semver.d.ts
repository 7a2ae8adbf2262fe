/** What is used of the `semver` package, which comes without types. */

declare module 'semver/classes/range.js' {
  export default class Range {
    /** @throws TypeError where the text is no range */
    constructor(range: string);
    test(version: string): boolean;
  }
}

declare module 'semver/functions/compare.js' {
  /** Both are versions. */
  export default function compare(one: string, other: string): -1 | 0 | 1;
}

declare module 'semver/functions/valid.js' {
  /** The version as it is written plainly; `null` for what is none. */
  export default function valid(version: string): string | null;
}
