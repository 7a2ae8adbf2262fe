import type { z } from 'zod';
import { message, type Message } from '../support/message';
import { closest } from '../support/closest';
import { maxFaults } from './document';
import type { Path, Problem, Source } from './source';

type Issue = z.core.$ZodIssue;

/** The problems behind what zod refused, each at its place and in words for whoever wrote the file. */
export function problemsOf(error: z.ZodError, source: Source, known: (path: Path) => readonly string[]): Problem[] {
  return error.issues.slice(0, maxFaults).flatMap((issue) => {
    const path = issue.path as Path;
    if (issue.code === 'unrecognized_keys') {
      return issue.keys
        .slice(0, maxFaults)
        .map((key) => source.keyProblem([...path, key], unknownKey(key, known(path))));
    }
    return [source.problem(path, explain(issue, path))];
  });
}

function unknownKey(key: string, known: readonly string[]): Message {
  const meant = closest(key, known);
  return meant === undefined
    ? message('Unknown key "{key}". Known here: {known}.', { key, known: known.join(', ') })
    : message('Unknown key "{key}". Did you mean "{meant}"?', { key, meant });
}

function explain(issue: Issue, path: Path): Message {
  const key = String(path.at(-1) ?? '');
  const value = inText(issue.input);
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? message('"{key}" is missing.', { key }) : wrongType(issue.expected, key);
    case 'invalid_value':
      return wrongValue(value, issue.values.map(String), issue.input === undefined ? key : undefined);
    case 'too_small':
      if (issue.origin === 'number')
        return message('"{key}" is too small: at least {least}.', { key, least: Number(issue.minimum) });
      return issue.origin === 'array'
        ? message('"{key}" is empty. Add an entry, or leave it out.', { key })
        : message('"{key}" is empty.', { key });
    case 'too_big':
      if (issue.origin === 'number')
        return message('"{key}" is too large: at most {most}.', { key, most: Number(issue.maximum) });
      return issue.origin === 'array'
        ? message('"{key}" has too many entries: at most {most}.', { key, most: Number(issue.maximum) })
        : message('This is too long: at most {most} characters.', { most: Number(issue.maximum) });
    case 'invalid_format':
      return explainFormat(issue.message, value);
    default:
      return message('This is not allowed here: {reason}', { reason: issue.message });
  }
}

/** A wrong value as it is shown; of a mapping or list only its key is. */
function inText(input: unknown): string {
  return typeof input === 'string' || typeof input === 'number' || typeof input === 'boolean' ? String(input) : '';
}

function wrongValue(value: string, allowed: readonly string[], missingKey: string | undefined): Message {
  if (missingKey !== undefined) return message('"{key}" is missing.', { key: missingKey });
  const meant = closest(value, allowed);
  return meant === undefined
    ? message('"{value}" is not one of: {allowed}.', { value, allowed: allowed.join(', ') })
    : message('"{value}" is not one of: {allowed}. Did you mean "{meant}"?', {
        value,
        allowed: allowed.join(', '),
        meant,
      });
}

function wrongType(expected: string, key: string): Message {
  switch (expected) {
    case 'string':
      return message('"{key}" must be a text. Put it in quotes if it looks like a number or a truth value.', { key });
    case 'array':
      return message('"{key}" must be a list: one entry a line, each with a leading "-".', { key });
    case 'number':
    case 'int':
      return message('"{key}" must be a whole number.', { key });
    case 'boolean':
      return message('"{key}" must be true or false.', { key });
    default:
      return key === ''
        ? message('The file must be a mapping that starts with "version: 1".')
        : message('"{key}" must be a mapping of keys to values.', { key });
  }
}

/** Explanations of the patterns in `file.ts`, by the name that stands beside each. */
function explainFormat(format: string, value: string): Message {
  switch (format) {
    case 'name':
      return message(
        '"{value}" is not a name. Use letters, digits, ".", "_" and "-", and start with a letter or digit.',
        {
          value,
        },
      );
    case 'label':
      return message('"{value}" is not a label: one to 100 characters on one line.', { value });
    case 'branch':
      return message(
        '"{value}" is not the name of a branch. Write it as "git branch" lists it, without "refs/heads/".',
        {
          value,
        },
      );
    case 'path':
      return message('"{value}" must be a path inside the repository: relative, with "/", without "..".', { value });
    case 'address':
      return message('"{value}" must be an address that starts with https:// or http://, without a user name.', {
        value,
      });
    case 'commit':
      return message('"{value}" must be the whole name of a commit: 40 or 64 digits and letters from a to f.', {
        value,
      });
    case 'moment':
      return message('"{value}" is no moment. Write it as 2026-12-20T18:00:00+01:00, or with "days" as 16:00.', {
        value,
      });
    case 'duration':
      return message('"{value}" is not a duration. Write it as 30m, 4h, 1h30m or 2d.', { value });
    case 'probe':
      return message('"{value}" must be an address that starts with https:// or http://, without a user name or "#".', {
        value,
      });
    case 'jsonPath':
      return message('"{value}" is not a place in JSON. Write it as status.database or checks[0].state.', { value });
    case 'yamlPath':
      return message('"{value}" is not a place in YAML. Write it as web.image or sidecars[0].image.', { value });
    case 'image':
      return message('"{value}" is not the name of an image. Write it as registry.example.com/shop/cart.', { value });
    case 'platform':
      return message('"{value}" is not a platform. Write it as linux/amd64 or linux/arm/v7.', { value });
    case 'apiVersion':
      return message('"{value}" is not a group and version. Write it as apps/v1 or v1.', { value });
    case 'kind':
      return message('"{value}" is not a kind. Write it as Deployment.', { value });
    default:
      return message('"{value}" is not a key pattern. Write it as spec.replicas or **.host.', { value });
  }
}
