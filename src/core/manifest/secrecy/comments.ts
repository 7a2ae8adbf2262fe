import { lineEnd, lineStart, type TextEdit } from '../merge/edit/text';
import { resolved, type ScalarNode, type YamlNode } from '../read/nodes';
import { hasSecretLines } from './lines';
import { looksLikeValue } from './shapes';

/**
 * The comments of a document that may hold a value: those beside hidden scalars and right above and below them, where old
 * values live on; and any other that assigns something, if the document hides something.
 */
export function commentEdits(
  text: string,
  [start, end]: readonly [number, number],
  root: YamlNode | null,
  hidden: ReadonlySet<ScalarNode>,
): readonly TextEdit[] {
  const near = [...hidden].map((scalar) => ({
    from: whileComments(text, lineStart(text, scalar.start), 'up'),
    to: whileComments(text, lineEnd(text, text[scalar.end - 1] === '\n' ? scalar.end - 1 : scalar.end), 'down'),
  }));
  const isNear = covering(near);
  const isInScalar = covering(scalarsOf(root).map((scalar) => ({ from: scalar.start, to: scalar.end })));
  return [...text.slice(start, end).matchAll(/(?<=^|[ \t])#[^\r\n]*/gm)].flatMap((match) => {
    const at = start + match.index;
    if (isInScalar(at)) return [];
    const comment = match[0];
    const mayTell =
      hasSecretLines(comment.replace(/^#+\s*/, '')) ||
      (hidden.size > 0 && (/[:=]\s*\S/.test(comment) || looksLikeValue(comment)));
    return isNear(at) || mayTell ? [{ start: at, end: at + comment.length, text: '#' }] : [];
  });
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Whether a place lies in one of the stretches, asked for rising places only. */
function covering(stretches: readonly Stretch[]): (at: number) => boolean {
  const sorted = stretches.toSorted((one, other) => one.from - other.from);
  let next = 0;
  let reach = -1;
  return (at) => {
    for (let stretch = sorted[next]; stretch && stretch.from <= at; stretch = sorted[++next]) {
      reach = Math.max(reach, stretch.to);
    }
    return at < reach;
  };
}

function scalarsOf(root: YamlNode | null): readonly ScalarNode[] {
  const found: ScalarNode[] = [];
  const visit = (node: YamlNode | null): void => {
    if (!node || node.kind === 'alias') return;
    if (node.kind === 'scalar') found.push(node);
    else if (node.kind === 'list') for (const { value } of node.items) visit(value);
    else
      for (const { key, value } of node.pairs) {
        visit(resolved(key) === key ? key : null);
        visit(value);
      }
  };
  visit(root);
  return found;
}

/** Goes on over lines that are comments or blank. */
function whileComments(text: string, from: number, direction: 'up' | 'down'): number {
  let at = from;
  for (;;) {
    const next = direction === 'up' ? lineStart(text, at - 1) : lineEnd(text, text.indexOf('\n', at) + 1);
    const line = direction === 'up' ? text.slice(next, at) : text.slice(text.indexOf('\n', at), next);
    const isEdge = direction === 'up' ? at === 0 : !text.includes('\n', at);
    if (isEdge || !/^\s*(?:#|$)/.test(line)) return at;
    at = next;
  }
}
