import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';

/** Something that was given to compare cannot be used. */
export class DriftInputError extends BranchlineError {
  static lacking(option: string): DriftInputError {
    return new DriftInputError('drift/lacking', message('{option} is missing.', { option }));
  }

  static bothWays(): DriftInputError {
    return new DriftInputError(
      'drift/bothWays',
      message('Compare either files (--desired, --live) or a service (--service, --environment).'),
    );
  }

  static notFound(path: string, cause: unknown): DriftInputError {
    return new DriftInputError('drift/notFound', message('{path} cannot be read.', { path }), { cause });
  }

  static tooMuch(path: string): DriftInputError {
    return new DriftInputError(
      'drift/tooMuch',
      message('{path} holds more than is compared at once. Name a folder within.', { path }),
    );
  }

  static empty(path: string, what: string): DriftInputError {
    return new DriftInputError('drift/empty', message('{path} holds no {what}.', { path, what }));
  }

  static unreadable(place: { readonly file: string; readonly line: number }, reason: string): DriftInputError {
    return new DriftInputError(
      'drift/unreadable',
      message('{file}:{line}: {reason}', { file: place.file, line: place.line, reason }),
    );
  }
}
