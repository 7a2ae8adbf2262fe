import { UnsupportedSyntax, type Node } from './syntax';

/**
 * One question about what follows a place in a text: whether it can be read from here to the end. It rests on questions
 * about the same place or the next, by their numbers.
 */
export type Step =
  | { readonly kind: 'accept' }
  | { readonly kind: 'unit'; readonly accepts: (unit: string) => boolean; readonly next: number }
  | { readonly kind: 'either'; readonly nexts: readonly number[] }
  | { readonly kind: 'look'; readonly entry: number; readonly wanted: boolean; readonly next: number }
  | { readonly kind: 'start'; readonly next: number }
  | { readonly kind: 'end'; readonly next: number };

export interface Program {
  readonly steps: readonly Step[];
  /**
   * The steps in groups, each in the order in which it is answered: a look ahead rests on steps of groups before its own,
   * so that "is not there" is asked only where the answer stands.
   */
  readonly groups: readonly (readonly number[])[];
  readonly entry: number;
}

/** Above it, an expression repeats too much. */
export const maxSteps = 20_000;

/**
 * The expressions as one program, of which one has to be found anywhere in the text.
 * @throws UnsupportedSyntax where it would have more than `maxSteps` steps
 */
export function compile(expressions: readonly Node[]): Program {
  const steps: Step[] = [];
  const groups: number[][] = [];

  const add = (group: number[], step: Step): number => {
    if (steps.length >= maxSteps) throw new UnsupportedSyntax('The expression is too large.');
    group.push(steps.length);
    return steps.push(step) - 1;
  };

  let emitted = 0;
  const emit = (node: Node, next: number, group: number[]): number => {
    // What repeats nothing makes no steps, and would go on all the same.
    if ((emitted += 1) > 4 * maxSteps) throw new UnsupportedSyntax('The expression is too large.');
    switch (node.kind) {
      case 'unit':
        return add(group, { kind: 'unit', accepts: node.accepts, next });
      case 'sequence':
        return node.nodes.reduceRight((after, inner) => emit(inner, after, group), next);
      case 'choice':
        return node.nodes.length === 1 && node.nodes[0]
          ? emit(node.nodes[0], next, group)
          : add(group, { kind: 'either', nexts: node.nodes.map((inner) => emit(inner, next, group)) });
      case 'repeat':
        return repeat(node, next, group);
      case 'look': {
        const inner: number[] = [];
        const entry = emit(node.node, add(inner, { kind: 'accept' }), inner);
        groups.push(inner);
        return add(group, { kind: 'look', entry, wanted: node.wanted, next });
      }
      case 'start':
      case 'end':
        return add(group, { kind: node.kind, next });
    }
  };

  const repeat = ({ node, min, max }: Node & { kind: 'repeat' }, next: number, group: number[]): number => {
    let entry = next;
    if (max === Infinity) {
      const nexts: number[] = [next];
      entry = add(group, { kind: 'either', nexts });
      nexts.push(emit(node, entry, group));
    }
    // Each that may be left out leads on to the end by itself, too.
    for (let optional = min; optional < max && max !== Infinity; optional += 1) {
      entry = add(group, { kind: 'either', nexts: [next, emit(node, entry, group)] });
    }
    for (let needed = 0; needed < min; needed += 1) entry = emit(node, entry, group);
    return entry;
  };

  const main: number[] = [];
  const accept = add(main, { kind: 'accept' });
  const entries = expressions.map((node) => emit(node, accept, main));
  const nexts = [...entries];
  const entry = add(main, { kind: 'either', nexts });
  // A match may begin further on.
  nexts.push(add(main, { kind: 'unit', accepts: () => true, next: entry }));
  return { steps, groups: [...groups, main], entry };
}
