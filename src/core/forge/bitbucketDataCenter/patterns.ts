import type { BranchingModel, Matcher } from './answers';
import { branchPrefix, refOf } from './address';

/** Whether something that is said of branches is said of this one. Source: Bitbucket Data Center REST API, "Create multiple ref restrictions". */
export function isAbout(matcher: Matcher, branch: string, model: BranchingModel | undefined): boolean {
  const id = matcher?.id ?? '';
  switch (matcher?.type?.id) {
    case 'ANY_REF':
      return true;
    case 'BRANCH':
      return id === refOf(branch) || id === branch;
    case 'PATTERN':
      return matchesPattern(id, branch);
    case 'MODEL_BRANCH': {
      const played = id === 'production' ? model?.production : id === 'development' ? model?.development : undefined;
      return played?.id === refOf(branch);
    }
    case 'MODEL_CATEGORY':
      return (model?.types ?? []).some((one) => one.id === id && one.prefix !== '' && branch.startsWith(one.prefix));
    default:
      return true; // of a kind that is new: what may be demanded counts
  }
}

export function needsModel(matcher: Matcher): boolean {
  return matcher?.type?.id.startsWith('MODEL_') === true;
}

/**
 * Ant's patterns, of which a suffix of the whole name is enough: `**` stands for any number of its parts, `*` and `?` for
 * characters of one. Source: Bitbucket Data Center docs, "Branch permission patterns".
 */
export function matchesPattern(pattern: string, branch: string): boolean {
  const whole = pattern.endsWith('/') ? `${pattern}**` : pattern;
  const parts = ['**', ...whole.split('/').filter((part) => part !== '')];
  return allMatch(parts, (branchPrefix + branch).split('/'), matchesPart, '**');
}

function matchesPart(pattern: string, text: string): boolean {
  return allMatch(Array.from(pattern), Array.from(text), (one, other) => one === '?' || one === other, '*');
}

/** Whether texts match patterns one by one, where `any` stands for as many as there are. In time of the product of both. */
function allMatch(
  patterns: readonly string[],
  texts: readonly string[],
  matches: (pattern: string, text: string) => boolean,
  any: string,
): boolean {
  // Where a place is true, the patterns so far match so many of the texts.
  let places = [true, ...texts.map(() => false)];
  for (const pattern of patterns) {
    let isReached = false;
    places = places.map((isThere, index) => {
      isReached ||= isThere;
      if (pattern === any) return isReached;
      const text = texts[index - 1];
      return text !== undefined && places[index - 1] === true && matches(pattern, text);
    });
  }
  return places.at(-1) === true;
}
