/** An item of a list, by what names it (`name=web`) or by its index in the file or in the live list. */
export interface ItemStep {
  readonly item: string;
}

const token = /\[("(?:[^"\\]|\\.)*")\]|\[(.*?)\](?=[.[]|$)|([^.[]+)/gy;

/** The steps of a path as a report writes it: `spec.template.spec.containers[name=web].image`. Undefined: it is none. */
export function stepsOf(path: string): readonly (string | ItemStep)[] | undefined {
  const steps: (string | ItemStep)[] = [];
  let at = 0;
  while (at < path.length) {
    if (path[at] === '.') at++;
    token.lastIndex = at;
    const [whole, quoted, item, key] = token.exec(path) ?? [];
    if (whole === undefined) return undefined;
    if (quoted !== undefined) steps.push(JSON.parse(quoted) as string);
    else if (item !== undefined) steps.push({ item });
    else if (key !== undefined) steps.push(key);
    at += whole.length;
  }
  return steps;
}
