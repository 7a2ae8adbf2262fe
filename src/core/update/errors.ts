import { BranchlineError } from '../support/errors';
import { message } from '../support/message';

/** An image cannot be judged, or is not what it was said to be; nothing is proposed for it. */
export class UpdateError extends BranchlineError {
  /** @param service nothing: of no service at all */
  static noPolicy(service?: string): UpdateError {
    const said =
      service === undefined
        ? message('The catalog says nothing of newer images: name them under "update:".')
        : message('The catalog says nothing of newer images of {service}: name them under "update:".', { service });
    const remedy = { title: message('Open Catalog'), command: 'branchline.openCatalog' };
    return new UpdateError('update/noPolicy', said, { nothingToDo: true, remedy });
  }

  /** It was proposed, has landed, or was taken back since. */
  static nothingNewer(service: string): UpdateError {
    const said = message('There is no newer image of {service} to propose any more.', { service });
    return new UpdateError('update/nothingNewer', said, { nothingToDo: true });
  }

  static digestMismatch(image: string, tag: string): UpdateError {
    return new UpdateError(
      'update/digestMismatch',
      message('{image}:{tag} is not what was named: the registry has another digest for that tag.', { image, tag }),
    );
  }

  static tooManyTags(count: number, most: number): UpdateError {
    return new UpdateError(
      'update/tooManyTags',
      message(
        '{count} tags would have to be looked at one by one, and {most} are: narrow them with "pattern" or "exclude".',
        {
          count,
          most,
        },
      ),
    );
  }

  static cutList(): UpdateError {
    return new UpdateError(
      'update/cutList',
      message('The registry has more tags than are read: whether there is a newer one is not known.'),
    );
  }

  static notWritable(path: string, reason: string): UpdateError {
    return new UpdateError('update/notWritable', message('{path} is not edited: {reason}', { path, reason }));
  }

  static notLookedAt(path: string, reason: string): UpdateError {
    return new UpdateError(
      'update/notLookedAt',
      message('It was not found, and {path} could not be looked at: {reason}', { path, reason }),
    );
  }
}
