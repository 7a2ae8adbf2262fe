import { compile, type Program, type Step } from './program';
import { parseExpression } from './syntax';

/** The answers to all questions of a program at one place of a text. */
interface State {
  readonly answers: Uint8Array;
  /** By the unit before this place. */
  readonly before: Map<number, State>;
  /** The same where that unit is the first of the text: whether the text is found. */
  readonly first: Map<number, boolean>;
}

const maxKept = 20_000;

/**
 * Finds any of several regular expressions in a text, in time linear in the text whatever text and expressions are.
 *
 * The text is read from its end: what can be read from a place on depends on the place after it alone, looking ahead
 * included. The sets of answers that occur are kept, so that mostly a unit of text costs one look-up; where they are too
 * many, they are forgotten, and a unit costs at most one look at each step of the program.
 */
export class Automaton {
  private readonly program: Program;
  private states = new Map<string, State>();
  private kept = 0;

  /** @throws UnsupportedSyntax */
  constructor(sources: readonly string[]) {
    this.program = compile(sources.map(parseExpression));
  }

  finds(text: string): boolean {
    const { entry } = this.program;
    const last = this.answers(undefined, undefined, text.length === 0);
    if (text.length === 0) return last[entry] === 1;
    let state = this.stateOf(last);
    for (let at = text.length - 1; at > 0; at -= 1) state = this.previous(state, text.charCodeAt(at));
    const unit = text.charCodeAt(0);
    const known = state.first.get(unit);
    if (known !== undefined) return known;
    const found = this.answers(state.answers, unit, true)[entry] === 1;
    this.keep(() => state.first.set(unit, found));
    return found;
  }

  private previous(state: State, unit: number): State {
    const known = state.before.get(unit);
    if (known) return known;
    const made = this.stateOf(this.answers(state.answers, unit, false));
    this.keep(() => state.before.set(unit, made));
    return made;
  }

  private stateOf(answers: Uint8Array): State {
    const name = Buffer.from(answers.buffer).toString('latin1');
    const known = this.states.get(name);
    if (known) return known;
    const state: State = { answers, before: new Map(), first: new Map() };
    this.keep(() => this.states.set(name, state));
    return state;
  }

  private keep(set: () => void): void {
    if (this.kept >= maxKept) {
      this.states = new Map();
      this.kept = 0;
    }
    this.kept += 1;
    set();
  }

  /** @param after the answers behind `unit`; nothing at the end of the text */
  private answers(after: Uint8Array | undefined, unit: number | undefined, isFirst: boolean): Uint8Array {
    const { steps, groups } = this.program;
    const text = unit === undefined ? '' : String.fromCharCode(unit);
    const now = new Uint8Array(steps.length);
    const holds = (step: Step): boolean => {
      switch (step.kind) {
        case 'accept':
          return true;
        case 'unit':
          return after?.[step.next] === 1 && step.accepts(text);
        case 'either':
          return step.nexts.some((next) => now[next] === 1);
        case 'look':
          return now[step.next] === 1 && (now[step.entry] === 1) === step.wanted;
        case 'start':
          return isFirst && now[step.next] === 1;
        case 'end':
          return after === undefined && now[step.next] === 1;
      }
    };
    for (const group of groups) {
      // Answers only turn from no to yes, and a loop may need more than one round of them.
      for (let changed = true; changed;) {
        changed = false;
        for (const index of group) {
          const step = steps[index];
          if (now[index] === 1 || !step || !holds(step)) continue;
          now[index] = 1;
          changed = true;
        }
      }
    }
    return now;
  }
}
