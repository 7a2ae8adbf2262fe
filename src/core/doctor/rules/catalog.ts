import { message } from '../../support/message';
import { filledLater, type Rule } from './rule';

export const catalogRules = {
  catalogDoubt: {
    severity: 'warning',
    what: message('{reason}', filledLater),
    why: message('The catalog can be read, and probably does not say what is meant.'),
    fix: message('Change the line of the catalog.'),
  },
  pathMissing: {
    severity: 'error',
    what: message('There is no {path} on {branch}, where the manifests are to lie.', filledLater),
    why: message('The environment has no content: nothing is compared with the cluster.'),
    fix: message('Correct "content.path" in the catalog, or in the repository’s .branchline.yaml.'),
  },
  rendererMissing: {
    severity: 'error',
    what: message('{reason}', filledLater),
    why: message('On this machine, nothing of the content is compared or judged.'),
    fix: message('Install the tool, and put it on the PATH.'),
  },
  notRendered: {
    severity: 'error',
    what: message('The manifests on {branch} do not render: {reason}', filledLater),
    why: message('Branchline can neither compare, judge nor verify what it cannot read.'),
    fix: message('Mend the content, or say in "content.renderer" what renders it.'),
  },
  noObjects: {
    severity: 'error',
    what: message('The manifests on {branch} hold no object.', filledLater),
    why: message('Nothing is deployed, compared or verified.'),
    fix: message('Correct "content.path" in the catalog, or commit the manifests.'),
  },
  keyUnused: {
    severity: 'warning',
    what: message('The key "{pattern}" is to belong to its environment, and no file has such a key.', filledLater),
    why: message('If it is misspelt, the value that is meant travels with the next promotion.'),
    fix: message('Correct it under "environmentOwned.keys", or take it out.'),
  },
  pathUnused: {
    severity: 'warning',
    what: message('The files "{pattern}" are to belong to their environment, and there are none.', filledLater),
    why: message('If it is misspelt, the files that are meant travel with the next promotion.'),
    fix: message('Correct it under "environmentOwned.paths", or take it out.'),
  },
  ignoreUnused: {
    severity: 'warning',
    what: message('The catalog ignores differences of {object}, which no manifest has.', filledLater),
    why: message('The entry has no effect; the difference that is meant counts.'),
    fix: message('Correct "kind" and "name" under "drift.ignore", or take the entry out.'),
  },
  ignoreKeyUnused: {
    severity: 'note',
    what: message('The catalog ignores differences of "{pattern}", a key that no manifest has.', filledLater),
    why: message(
      'It counts only where the cluster has such a key; if it is misspelt, the difference that is meant counts.',
    ),
    fix: message('Look at it under "drift.ignore".'),
  },
  imageNowhere: {
    severity: 'warning',
    what: message('The image {image} is to be kept up to date, and stands nowhere on {branch}.', filledLater),
    why: message('branchline update proposes nothing for it.'),
    fix: message('Correct it under "update.images", or say with "at" where it stands.'),
  },
  verifyObjectMissing: {
    severity: 'warning',
    what: message('The check "{check}" looks at {object}, which no manifest on {branch} has.', filledLater),
    why: message('Unless something else makes it, branchline verify waits for it until its time is up.'),
    fix: message('Correct it under "verify" in the catalog.'),
  },
} as const satisfies Record<string, Rule>;
