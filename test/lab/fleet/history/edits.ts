import type { Files } from './objects';

/**
 * One change to the text of some files. Promotions in the fleet replay the edits of the source branch on the target's
 * text, so what an environment set for itself stays, as it does with a careful merge by hand.
 */
export type Edit = (files: Files) => Files;

/** Replaces `before`, which must stand in the file exactly once. */
export function set(path: string, before: string, after: string): Edit {
  return (files) => {
    const text = textOf(files, path);
    const parts = text.split(before);
    if (parts.length !== 2) throw new Error(`${path} holds ${parts.length - 1} times what was to be edited: ${before}`);
    return new Map(files).set(path, parts.join(after));
  };
}

/** Adds lines, indented as given, below the one line that holds `anchor`. */
export function insert(path: string, anchor: string, ...lines: readonly string[]): Edit {
  return (files) => {
    const old = textOf(files, path).split('\n');
    const found = old.flatMap((line, index) => (line.includes(anchor) ? [index] : []));
    const [index] = found;
    if (index === undefined || found.length > 1) throw new Error(`${path} holds ${found.length} lines with: ${anchor}`);
    return new Map(files).set(path, [...old.slice(0, index + 1), ...lines, ...old.slice(index + 1)].join('\n'));
  };
}

/** Replaces `before` wherever it stands. */
export function everywhere(before: string | RegExp, after: string): Edit {
  return (files) => new Map([...files].map(([path, text]) => [path, text.replaceAll(before, after)]));
}

export function add(path: string, text: string): Edit {
  return (files) => {
    if (files.has(path)) throw new Error(`${path} is there already`);
    return new Map(files).set(path, text);
  };
}

function textOf(files: Files, path: string): string {
  const text = files.get(path);
  if (text === undefined) throw new Error(`No file ${path}`);
  return text;
}
