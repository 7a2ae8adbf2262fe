import { BranchlineError } from '../support/errors';
import { message, type Message } from '../support/message';

/** Kargo's API was not asked, did not answer, or refused. No token is in it. */
export class KargoError extends BranchlineError {
  static notSignedIn(): KargoError {
    return new KargoError(
      'kargo/notSignedIn',
      message('Nobody is signed in to Kargo here. Sign in with its own program ("kargo login"), and try again.'),
    );
  }

  static unreadable(path: string): KargoError {
    return new KargoError(
      'kargo/unreadable',
      message('{path} cannot be read as the sign-in of Kargo’s program.', { path }),
    );
  }

  static unsafe(address: string): KargoError {
    return new KargoError(
      'kargo/unsafe',
      message('Kargo at {address} is not asked: a token goes over https only.', { address }),
    );
  }

  static otherKargo(address: string, stage: string): KargoError {
    return new KargoError(
      'kargo/other',
      message('Kargo at {address} has another Stage {stage} than the cluster shows: nothing was promoted.', {
        address,
        stage,
      }),
    );
  }

  static moved(): KargoError {
    return new KargoError(
      'kargo/moved',
      message('Somebody else is signed in to Kargo than was shown, or elsewhere: nothing was promoted.'),
    );
  }

  static refused(address: string, status: number, said: string): KargoError {
    const values = { address, status, said };
    return new KargoError(
      'kargo/refused',
      said === ''
        ? message('Kargo at {address} refused ({status}).', values)
        : message('Kargo at {address} refused ({status}): {said}', values),
    );
  }

  static unreachable(said: Message): KargoError {
    return new KargoError('kargo/unreachable', said);
  }

  /** The one question that may have done something. */
  static notAnswered(address: string): KargoError {
    return new KargoError(
      'kargo/notAnswered',
      message(
        'Kargo at {address} did not answer: whether it promotes is not known. Look at the Stage before you try again.',
        {
          address,
        },
      ),
    );
  }

  static invalid(address: string): KargoError {
    return new KargoError(
      'kargo/invalid',
      message('What answers at {address} does not speak as Kargo does.', { address }),
    );
  }

  static underWay(freight: string): KargoError {
    return new KargoError('kargo/underWay', message('Kargo is promoting freight {freight} already.', { freight }), {
      nothingToDo: true,
    });
  }
}
