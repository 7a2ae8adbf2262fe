import { RegExpParser, visitRegExpAST } from '@eslint-community/regexpp';
import { Alphabet, edge } from './alphabet';
import { Paths } from './paths';

/** A place after which a unit was read. Both of several walks over one text have read the same one. */
interface Walks {
  readonly at: readonly number[];
  readonly before: number;
}

/**
 * A text that makes an engine that backtracks take more than linear time, if it is repeated and what follows makes it fail.
 *
 * Walks over the expression are counted: where a text leads from a place back to it, from another place back to that one,
 * and from the first to the second (Weber and Seidl, "On the degree of ambiguity of finite automata", 1991), n repetitions can
 * be shared between both in n ways, and all are tried. That a search begins anew at each unit of the text is a place of its own
 * before the expression. Places from which nothing can fail any more are left out.
 * @returns nothing where it is linear
 * @throws NotJudged
 */
export function attackOn(source: string, flags: string): string | undefined {
  const pattern = new RegExpParser().parsePattern(source, 0, source.length, { unicode: /[uv]/.test(flags) });
  const sets: string[] = [];
  const note = ({ raw }: { readonly raw: string }) => void sets.push(raw);
  visitRegExpAST(pattern, {
    onCharacterEnter: (node) =>
      node.parent.type === 'Alternative' || node.parent.type === 'Quantifier' ? note(node) : undefined,
    onCharacterSetEnter: (node) => (node.parent.type === 'CharacterClass' ? undefined : note(node)),
    onCharacterClassEnter: note,
  });
  const alphabet = new Alphabet(sets, flags);
  return new Search(new Paths(pattern, alphabet, flags.includes('m')), alphabet, flags.includes('y')).attack();
}

const searching = -2;

class Search {
  private readonly units: readonly number[];
  private readonly steps = new Map<string, readonly number[]>();
  private readonly certain = new Set<string>();
  private readonly twice = new Set<string>();
  private readonly after: readonly number[];

  constructor(
    private readonly paths: Paths,
    private readonly alphabet: Alphabet,
    private readonly isSticky: boolean,
  ) {
    this.units = Array.from({ length: alphabet.size }, (_, unit) => unit);
    this.after = [...new Set([paths.entry, ...paths.places.flatMap(({ reads }) => reads.map(({ to }) => to))])];
  }

  attack(): string | undefined {
    if (!this.paths.repeats) return undefined;
    this.findCertain();
    const from = [...(this.isSticky ? [] : [searching]), ...this.after];
    const looping = from.filter((place) => this.reach(place).has(place));
    for (const first of looping) {
      const reached = this.reach(first);
      for (const second of looping) {
        if (first === second || !reached.has(second)) continue;
        const found = this.shared(first, second);
        if (found !== undefined) return found;
      }
      const doubled = this.doubled(first);
      if (doubled !== undefined) return doubled;
    }
    return undefined;
  }

  /** From (first, first, second) to (first, second, second) by one text. */
  private shared(first: number, second: number): string | undefined {
    const [home, between, away] = [this.round(first), this.between(first, second), this.round(second)];
    for (const before of this.befores()) {
      const start: Walks = { at: [first, first, second], before };
      const texts = new Map([[nameOf(start), '']]);
      const queue = [start];
      for (const { at, before: last } of queue) {
        const text = texts.get(nameOf({ at, before: last })) ?? '';
        for (const unit of this.units) {
          const [ones, others, thirds] = at.map((place) => this.step(place, last, unit)) as [
            number[],
            number[],
            number[],
          ];
          for (const one of ones.filter((place) => home.has(place)))
            for (const third of thirds.filter((place) => away.has(place)))
              for (const other of others.filter((place) => between.has(place))) {
                const next: Walks = { at: [one, other, third], before: this.kept(unit) };
                if (one === first && other === second && third === second && next.before === before)
                  return text + this.alphabet.shown(unit);
                if (texts.has(nameOf(next))) continue;
                texts.set(nameOf(next), text + this.alphabet.shown(unit));
                queue.push(next);
              }
        }
      }
    }
    return undefined;
  }

  /** Within a loop, one unit may be read in two ways that lead to the same place. */
  private doubled(place: number): string | undefined {
    const round = this.round(place);
    for (const before of this.befores())
      for (const unit of this.units) {
        for (const to of this.step(place, before, unit))
          if (round.has(to) && this.twice.has(`${place} ${before} ${unit} ${to}`)) return this.alphabet.shown(unit);
      }
    return undefined;
  }

  /** The places that lie on a way from a place back to it. */
  private round(place: number): ReadonlySet<number> {
    return this.between(place, place);
  }

  private between(first: number, second: number): ReadonlySet<number> {
    return new Set([first, ...this.reach(first)].filter((place) => place === second || this.reach(place).has(second)));
  }

  private readonly reached = new Map<number, ReadonlySet<number>>();

  /** Where one may get to, whatever is asked on the way. */
  private reach(place: number): ReadonlySet<number> {
    const known = this.reached.get(place);
    if (known) return known;
    const { places, entry } = this.paths;
    const skipped = new Set([place === searching ? entry : place]);
    const found = new Set<number>(place === searching ? [searching] : []);
    for (const at of skipped) {
      for (const { to } of places[at]?.skips ?? []) skipped.add(to);
      for (const { to } of places[at]?.reads ?? []) {
        found.add(to);
        skipped.add(to);
      }
    }
    this.reached.set(place, found);
    return found;
  }

  /** Units before a place matter only where the expression asks for them. */
  private befores(): readonly number[] {
    return this.paths.hasConditions ? this.units : [0];
  }

  private kept(unit: number): number {
    return this.paths.hasConditions ? unit : 0;
  }

  private step(place: number, before: number, unit: number): readonly number[] {
    const name = `${place} ${before} ${unit}`;
    const known = this.steps.get(name);
    if (known) return known;
    const from = place === searching ? this.paths.entry : place;
    const found = this.readable(from, before, unit, 'all').filter(
      (to) => !this.certain.has(`${to} ${this.kept(unit)}`),
    );
    const once = new Set(found);
    for (const to of once) if (found.indexOf(to) !== found.lastIndexOf(to)) this.twice.add(`${name} ${to}`);
    const steps = place === searching ? [searching, ...once] : [...once];
    this.steps.set(name, steps);
    return steps;
  }

  /** Where a unit leads to from a place, once for each way. */
  private readable(from: number, before: number, unit: number, which: 'all' | 'sure'): readonly number[] {
    const found: number[] = [];
    this.walk(from, before, unit, which, (at) => {
      for (const { units, to } of this.paths.places[at]?.reads ?? []) if (units.has(unit)) found.push(to);
    });
    return found;
  }

  private walk(from: number, before: number, after: number, which: 'all' | 'sure', visit: (at: number) => void): void {
    const times = new Map<number, number>();
    let budget = 20_000;
    const go = (at: number): void => {
      const already = times.get(at) ?? 0;
      // Twice: what repeats and may be empty can be left and entered anew between two units.
      if (already > 1 || (budget -= 1) < 0) return;
      times.set(at, already + 1);
      visit(at);
      for (const { to, when, unsure } of this.paths.places[at]?.skips ?? [])
        if ((!unsure || which === 'all') && (!when || when(before, after))) go(to);
      times.set(at, already);
    };
    go(from);
  }

  private accepts(from: number, before: number, after: number): boolean {
    let found = false;
    this.walk(from, before, after, 'sure', (at) => (found ||= at === this.paths.accept));
    return found;
  }

  /** The places from which every text is accepted, whatever follows. */
  private findCertain(): void {
    const candidates = this.after.flatMap((place) => this.befores().map((before) => ({ place, before })));
    for (const { place, before } of candidates)
      if (this.accepts(place, before, edge)) this.certain.add(`${place} ${before}`);
    for (let changed = true; changed;) {
      changed = false;
      for (const { place, before } of candidates) {
        const name = `${place} ${before}`;
        if (!this.certain.has(name)) continue;
        const goesOn = this.units.every(
          (unit) =>
            this.accepts(place, before, unit) ||
            this.readable(place, before, unit, 'sure').some((to) => this.certain.has(`${to} ${this.kept(unit)}`)),
        );
        if (!goesOn) changed = this.certain.delete(name);
      }
    }
  }
}

function nameOf({ at, before }: Walks): string {
  return `${at.join(' ')} ${before}`;
}
