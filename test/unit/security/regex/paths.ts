import { type AST, visitRegExpAST } from '@eslint-community/regexpp';
import type { Alphabet } from './alphabet';
import { edge } from './alphabet';

/** A place in an expression, and how it goes on from there. */
export interface Place {
  /** By reading one unit. */
  readonly reads: { readonly units: ReadonlySet<number>; readonly to: number }[];
  /** Without reading. */
  readonly skips: Skip[];
}

interface Skip {
  readonly to: number;
  /** Whether it may be taken between these two units. */
  readonly when?: (before: number, after: number) => boolean;
  /** Whether more is asked than `when` says: it is taken for passed where nobody knows. */
  readonly unsure?: boolean;
}

/** What this reader has no rule for. */
export class NotJudged extends Error {}

const maxPlaces = 3_000;

/**
 * An expression as places, as a backtracking engine walks them: what repeats up to a number is written out, a look ahead is
 * walked beside what follows it, a reference back is the group once more.
 */
export class Paths {
  readonly places: Place[] = [];
  readonly accept = this.place();
  /** Where a look ahead ends. */
  private readonly looked = this.place();
  readonly entry: number;
  readonly hasConditions: boolean;
  /** Whether anything repeats without end. */
  repeats = false;

  constructor(
    pattern: AST.Pattern,
    private readonly alphabet: Alphabet,
    private readonly isMultiline: boolean,
  ) {
    this.entry = this.choice(pattern.alternatives, this.accept);
    this.hasConditions = this.places.some(({ skips }) => skips.some(({ when }) => when));
  }

  private place(skips: readonly Skip[] = []): number {
    if (this.places.length >= maxPlaces) throw new NotJudged('too large');
    return this.places.push({ reads: [], skips: [...skips] }) - 1;
  }

  private choice(alternatives: readonly AST.Alternative[], next: number): number {
    const ways = alternatives.map(({ elements }) =>
      elements.reduceRight((to, element) => this.element(element, to), next),
    );
    return this.place(ways.map((to) => ({ to })));
  }

  private element(element: AST.Element, next: number): number {
    switch (element.type) {
      case 'Character':
      case 'CharacterSet':
      case 'CharacterClass': {
        const at = this.place();
        this.places[at]?.reads.push({ units: this.alphabet.unitsOf(element.raw), to: next });
        return at;
      }
      case 'Group':
      case 'CapturingGroup':
        return this.choice(element.alternatives, next);
      case 'Quantifier':
        return this.repeated(element, next);
      case 'Assertion':
        return this.assertion(element, next);
      case 'Backreference': {
        if (Array.isArray(element.resolved)) throw new NotJudged(element.raw);
        const group = this.choice(element.resolved.alternatives, next);
        return this.place([{ to: group, unsure: true }]);
      }
      default:
        throw new NotJudged(element.raw);
    }
  }

  private repeated({ element, min, max }: AST.Quantifier, next: number): number {
    let at = next;
    if (max === Infinity) {
      this.repeats = true;
      at = this.place([{ to: next }]);
      this.places[at]?.skips.push({ to: this.element(element, at) });
    } else {
      for (let more = max - min; more > 0; more -= 1)
        at = this.place([{ to: this.element(element, at) }, { to: next }]);
    }
    for (let must = min; must > 0; must -= 1) at = this.element(element, at);
    return at;
  }

  private assertion(assertion: AST.Assertion, to: number): number {
    const { alphabet, isMultiline } = this;
    const isEdge = (unit: number) => unit === edge || (isMultiline && alphabet.breaks.has(unit));
    switch (assertion.kind) {
      case 'start':
        return this.place([{ to, when: (before) => isEdge(before) }]);
      case 'end':
        return this.place([{ to, when: (_, after) => isEdge(after) }]);
      case 'word': {
        const isWord = (unit: number) => alphabet.words.has(unit);
        return this.place([{ to, when: (before, after) => (isWord(before) !== isWord(after)) !== assertion.negate }]);
      }
      default:
        return this.look(assertion, to);
    }
  }

  private look({ kind, negate, alternatives, raw }: AST.LookaroundAssertion, to: number): number {
    const one = this.oneUnit(alternatives, kind === 'lookahead' ? 'end' : 'start');
    if (one) {
      const holds = (unit: number) => one(unit) !== negate;
      return this.place([{ to, when: (before, after) => holds(kind === 'lookahead' ? after : before) }]);
    }
    if (kind === 'lookbehind') {
      if (repeatsWithoutEnd(alternatives)) throw new NotJudged(raw);
      return this.place([{ to, unsure: true }]);
    }
    return this.place([{ to: this.choice(alternatives, this.looked) }, { to, unsure: true }]);
  }

  /** Where it looks at one unit alone, or at the edge of the text. */
  private oneUnit(
    alternatives: readonly AST.Alternative[],
    side: 'start' | 'end',
  ): ((unit: number) => boolean) | undefined {
    const tests = alternatives.map(({ elements: [element, ...rest] }) => {
      if (!element || rest.length > 0) return undefined;
      if (element.type === 'Assertion')
        return element.kind === side && !this.isMultiline ? (unit: number) => unit === edge : undefined;
      if (element.type !== 'Character' && element.type !== 'CharacterSet' && element.type !== 'CharacterClass')
        return undefined;
      const units = this.alphabet.unitsOf(element.raw);
      return (unit: number) => units.has(unit);
    });
    return tests.includes(undefined) ? undefined : (unit) => tests.some((test) => test?.(unit));
  }
}

function repeatsWithoutEnd(alternatives: readonly AST.Alternative[]): boolean {
  let found = false;
  for (const alternative of alternatives)
    visitRegExpAST(alternative, { onQuantifierEnter: ({ max }) => void (found ||= max === Infinity) });
  return found;
}
