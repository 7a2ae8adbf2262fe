import { message } from '../../support/message';
import { knownPlaceholders, placeholdersIn } from '../placeholders';
import type { Path, Problem, Source } from '../source';
import { finderOf } from '../../support/linear/finder';
import type { CheckFile } from './schema';

const kinds = ['http', 'condition', 'job', 'command'] as const;

/** What the schema cannot say of `verify:` at a place: one thing to check each, names of their own, places and expressions. */
export function checkChecks(checks: readonly CheckFile[] | undefined, at: Path, source: Source): Problem[] {
  return (checks ?? []).flatMap((check, index) => {
    const path = [...at, 'verify', index];
    return [
      ...oneThing(check, path, source),
      ...ownName(checks ?? [], index, path, source),
      ...places(check, path, source),
      ...expression(check, path, source),
      ...secretObject(check, path, source),
    ];
  });
}

function oneThing(check: CheckFile, path: Path, source: Source): Problem[] {
  const given = kinds.filter((kind) => check[kind] !== undefined);
  if (given.length === 1) return [];
  return [source.problem(path, message('Say one thing that is checked: "http", "condition", "job" or "command".'))];
}

function ownName(checks: readonly CheckFile[], index: number, path: Path, source: Source): Problem[] {
  const name = checks[index]?.name ?? '';
  if (checks.findIndex((other) => other.name === name) === index) return [];
  return [source.problem([...path, 'name'], message('There is a check "{name}" already.', { name }))];
}

function places({ http, condition, job, command }: CheckFile, path: Path, source: Source): Problem[] {
  const texts: readonly (readonly [Path, string | undefined])[] = [
    [['http', 'url'], http?.url],
    [['condition', 'name'], condition?.name],
    [['job'], job],
    ...(command ?? []).map((text, at) => [['command', at], text] as const),
  ];
  return texts.flatMap(([below, text]) =>
    placeholdersIn(text ?? '')
      // Braces of other languages (`{}`, `{"a": 1}`) are their own; what looks like a place has to be one.
      .filter((place) => /^[A-Za-z]+$/.test(place) && !(knownPlaceholders as readonly string[]).includes(place))
      .map((place) =>
        source.problem(
          [...path, ...below],
          message('"{place}" is not known. What can be filled in: {known}.', {
            place: `{${place}}`,
            known: knownPlaceholders.map((known) => `{${known}}`).join(', '),
          }),
        ),
      ),
  );
}

function expression({ http }: CheckFile, path: Path, source: Source): Problem[] {
  if (http?.body === undefined || finderOf(http.body)) return [];
  const said = message('"{text}" is not a regular expression that can be used: it is broken, or it looks back.', {
    text: http.body,
  });
  return [source.problem([...path, 'http', 'body'], said)];
}

/** Nothing of a Secret is said, and so nothing of it is read here. */
function secretObject({ condition }: CheckFile, path: Path, source: Source): Problem[] {
  if (condition?.kind.toLowerCase() !== 'secret') return [];
  return [source.problem([...path, 'condition', 'kind'], message('A Secret has no conditions, and is not read.'))];
}
