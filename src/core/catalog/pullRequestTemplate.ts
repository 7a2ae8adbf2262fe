import { message, type Message } from '../support/message';
import { openBlock } from './openBlock';

/** Of what comes back to the first branch. */
const back = {
  words: ['service', 'from', 'to', 'source', 'target', 'summary'],
  lists: ['notes', 'items', 'present'],
} as const;

/**
 * What may stand in braces in a template, by what is proposed. Words fit into a sentence; a list is several lines, and
 * stands on a line of its own, where no markup around it can change what it says.
 */
export const placesOf = {
  promotion: {
    words: ['service', 'from', 'to', 'source', 'target', 'summary'],
    lists: ['notes', 'gate', 'reintroduced', 'items', 'code', 'left', 'hotfixes', 'untouched', 'commits'],
  },
  rollback: {
    words: ['service', 'branch', 'target', 'summary', 'reason'],
    lists: ['notes', 'items', 'code', 'collateral', 'untouched', 'automation'],
  },
  return: back,
  takeBack: back,
} as const;

export type TemplateKind = keyof typeof placesOf;
export const templateKinds = Object.keys(placesOf) as readonly TemplateKind[];

interface Places {
  readonly words: readonly string[];
  readonly lists: readonly string[];
}

const token = /\{\{|\}\}|\{([^{}\r\n]*)\}|[{}]/g;

/** Everything in a template that is not a known place, or swallows what follows, with where in the text it is. */
export function templateProblems(
  text: string,
  { words, lists }: Places,
): readonly { readonly index: number; readonly length: number; readonly said: Message }[] {
  const open = openBlock(text);
  const problems = [...text.matchAll(token)].flatMap((match) => {
    const [place, name] = match;
    const said = name === undefined ? braceProblem(place) : placeProblem(name);
    return said ? [{ index: match.index, length: place.length, said }] : [];

    function placeProblem(known: string): Message | undefined {
      if (words.includes(known)) return undefined;
      if (!lists.includes(known)) {
        return message('"{place}" is not known. What can be filled in: {known}.', {
          place,
          known: [...words, ...lists].map((one) => `{${one}}`).join(', '),
        });
      }
      const before = text.slice(0, match.index).split('\n').at(-1) ?? '';
      const [after = ''] = text.slice(match.index + place.length).split('\n');
      if (`${before}${after}`.trim() === '') return undefined;
      return message('"{place}" is filled with several lines: it needs a line of its own.', { place });
    }
  });
  if (!open) return problems;
  const said = message('"{start}" is not ended: whatever follows would be a part of it.', { start: open.start });
  return [...problems, { index: open.index, length: open.start.length, said }];
}

function braceProblem(brace: string): Message | undefined {
  if (brace.length > 1) return undefined;
  return message('A "{brace}" without its counterpart. Write it twice to have one in the text.', { brace });
}

/** Fills a template whose places are all known; what is filled in is not looked at again. */
export function fillTemplate(text: string, valueOf: (place: string) => string | undefined): string {
  return text.replace(token, (whole, name?: string) =>
    name === undefined ? whole.charAt(0) : (valueOf(name) ?? whole),
  );
}
