import Range from 'semver/classes/range.js';
import { compileGlobs } from '../../support/globs';
import { namedGroup } from '../../support/linear/namedGroup';
import { message, type Message } from '../../support/message';
import { placeholdersIn } from '../placeholders';
import type { Path, Problem, Source } from '../source';
import { finderOf } from '../../support/linear/finder';
import type { ImageRuleFile, UpdateFile } from './schema';

/** What the schema cannot say of `update:` at a place: one policy for each image, names of their own, ranges and expressions. */
export function checkUpdate(update: UpdateFile | undefined, at: Path, source: Source): Problem[] {
  const images = update?.images ?? [];
  return images.flatMap((rule, index) => {
    const path = [...at, 'update', 'images', index];
    const problems: readonly (readonly [key: Path, said: Message | undefined])[] = [
      [[], policyProblem(rule)],
      [['image'], nameProblem(rule, images, index)],
      [['semver'], rangeProblem(rule)],
      [['pattern'], patternProblem(rule)],
      ...(rule.exclude ?? []).map((glob, one) => [['exclude', one], globProblem(glob)] as const),
    ];
    return problems.flatMap(([key, said]) => (said ? [source.problem([...path, ...key], said)] : []));
  });
}

function policyProblem({ semver, pattern, order, newest, digest }: ImageRuleFile): Message | undefined {
  const policies = [semver, order, newest].filter((said) => said !== undefined).length;
  if (policies > 1) return message('Say one policy: "semver", "pattern" with "order", or "newest".');
  if (order !== undefined && pattern === undefined) return message('"order" orders what a "pattern" finds: add one.');
  if (pattern !== undefined && order === undefined && newest === undefined) {
    return message('"pattern" needs "order" (numeric, time or alphabetical), or "newest".');
  }
  if (policies === 0 && digest === undefined) {
    return message('Say which image is wanted: "semver", "pattern" with "order", "newest", or "digest: pin" alone.');
  }
  return undefined;
}

function nameProblem({ image }: ImageRuleFile, images: readonly ImageRuleFile[], index: number): Message | undefined {
  const unknown = placeholdersIn(image).find((place) => place !== 'service');
  if (unknown !== undefined) {
    return message('"{place}" is not known. What can be filled in: {known}.', {
      place: `{${unknown}}`,
      known: '{service}',
    });
  }
  if (image.lastIndexOf(':') > image.lastIndexOf('/') && image.lastIndexOf(':') >= 0) {
    return message('Write the image without a tag: which one is wanted, the policy says.');
  }
  return images.findIndex((other) => other.image === image) === index
    ? undefined
    : message('There is a policy for "{image}" already.', { image });
}

function rangeProblem({ semver }: ImageRuleFile): Message | undefined {
  if (semver === undefined) return undefined;
  try {
    new Range(semver);
    return undefined;
  } catch {
    return message('"{range}" is not a range of versions. Write it as ^1.2, ~1.4.0 or >=2 <3.', { range: semver });
  }
}

function patternProblem({ pattern, order }: ImageRuleFile): Message | undefined {
  if (pattern === undefined) return undefined;
  if (order === undefined) {
    if (finderOf(pattern)) return undefined;
    return message('"{text}" is not a regular expression that can be used: it is broken, or it looks back.', {
      text: pattern,
    });
  }
  try {
    new RegExp(pattern);
    namedGroup(pattern);
    return undefined;
  } catch {
    return message(
      '"{text}" cannot be used: it needs one named group that stands for itself, as in ^main-(?<n>\\d+)$, and must not look back or ahead.',
      { text: pattern },
    );
  }
}

function globProblem(glob: string): Message | undefined {
  return compileGlobs([glob]) ? undefined : message('"{glob}" is not a glob that can be used.', { glob });
}
