import { imageName } from '../registry/imageName';
import { message, type Message } from '../support/message';
import { short } from '../support/sha';
import type { Version } from '../images/site';
import type { ImageOutcome } from './outcome';
import { ownerSaid } from './owners/owner';

/** What becomes of an image, in a sentence. Names and tags are those of the repository and the registry: not escaped. */
export function outcomeSaid({ verdict }: ImageOutcome): Message {
  switch (verdict.kind) {
    case 'update':
      return message('→ {version}', { version: versionText(verdict.to) });
    case 'current':
      return message('nothing newer that the policy allows');
    case 'none':
      return message('the registry has nothing that the policy allows');
    case 'held': {
      const { image, environment, commit } = verdict.by;
      return message('{version} is held: {image} was rolled back on {environment} ({commit})', {
        version: verdict.tag,
        image: imageName(image),
        environment,
        commit: short(commit),
      });
    }
    case 'declined':
      return message('{version} was declined: somebody closed pull request #{number}', {
        version: versionText(verdict.to),
        number: verdict.by,
      });
    case 'notFound':
      return message('not in the manifests');
    case 'owned':
      return ownerSaid(verdict.owner);
    case 'undecided':
    case 'failed':
      return verdict.said;
  }
}

/** A version as it is written behind the name of an image. */
export function versionText({ tag, digest }: Version): string {
  return digest === undefined ? tag : `${tag}@${digest}`;
}
