import { Refusal } from '../refusal';

type Value = string | boolean;
type Test = (fields: Readonly<Record<string, Value>>) => boolean;

/**
 * What a `q` asks for: fields that are equal to a text or a word, with AND, OR and brackets. Source: Bitbucket REST API, "Filter and
 * sort API objects".
 */
export function questionOf(q: string | null): Test {
  if (q === null) return () => true;
  const words = q.match(/"[^"]*"|[()=]|[\w.]+|\S/g) ?? [];
  let at = 0;
  const take = (): string => words[at++] ?? '';
  const one = (): Test => {
    const word = take();
    if (word === '(') {
      const inner = either();
      if (take() !== ')') throw malformed();
      return inner;
    }
    if (!/^[\w.]+$/.test(word) || take() !== '=') throw malformed();
    const wanted = valueOf(take());
    return (fields) => {
      if (!(word in fields)) throw new Refusal(400, `Invalid field: ${word}`);
      return fields[word] === wanted;
    };
  };
  const both = (): Test => {
    const tests = [one()];
    for (; words[at] === 'AND'; tests.push(one())) at++;
    return (fields) => tests.every((test) => test(fields));
  };
  const either = (): Test => {
    const tests = [both()];
    for (; words[at] === 'OR'; tests.push(both())) at++;
    return (fields) => tests.some((test) => test(fields));
  };
  const whole = either();
  if (at < words.length) throw malformed();
  return whole;
}

function valueOf(word: string): Value {
  if (/^".*"$/.test(word)) return word.slice(1, -1);
  if (word !== 'true' && word !== 'false') throw malformed();
  return word === 'true';
}

const malformed = () => new Refusal(400, 'Malformed query');
