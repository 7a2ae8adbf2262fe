/** The edge of a text, where a unit would be. */
export const edge = -1;

const ascii = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));
const others = Array.from('\u0085\u00a0\u00b5\u00e9\u017f\u03bc\u201c\u201d\u2028\u212a\ufeff\ufffd');

/** The units of text that an expression tells apart, one number for all that it treats alike. */
export class Alphabet {
  readonly size: number;
  readonly words: ReadonlySet<number>;
  readonly breaks: ReadonlySet<number>;
  private readonly samples: readonly string[];

  /** @param sets the parts of the expression that read one unit each, as they are written */
  constructor(
    sets: readonly string[],
    private readonly flags: string,
  ) {
    const tests = [...sets, String.raw`\w`, String.raw`[\n\r\u2028]`].map((raw) => this.test(raw));
    const alike = new Map<string, string>();
    for (const char of [...ascii, ...others, ...Array.from(sets.join(''))]) {
      alike.set(tests.map((test) => (test.test(char) ? '1' : '0')).join(''), char);
    }
    this.samples = [...alike.values()];
    this.size = this.samples.length;
    this.words = this.unitsOf(String.raw`\w`);
    this.breaks = this.unitsOf(String.raw`[\n\r\u2028]`);
  }

  unitsOf(raw: string): ReadonlySet<number> {
    const test = this.test(raw);
    return new Set(this.samples.flatMap((char, unit) => (test.test(char) ? [unit] : [])));
  }

  shown(unit: number): string {
    return this.samples[unit] ?? '';
  }

  private test(raw: string): RegExp {
    return new RegExp(`^(?:${raw})$`, this.flags.replaceAll(/[gym]/g, ''));
  }
}
