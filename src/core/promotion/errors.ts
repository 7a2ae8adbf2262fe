import { BranchlineError, type ErrorOptions } from '../support/errors';
import { message, type Message } from '../support/message';
import { short, type Sha } from '../support/sha';
import type { Plan } from './plan';

export type PromotionErrorCode =
  | 'promotion/held'
  | 'promotion/conflict'
  | 'promotion/unknownBaseline'
  | 'promotion/branchMissing'
  | 'promotion/nothingToDo'
  | 'promotion/nothingChosen'
  | 'promotion/notPending'
  | 'promotion/inseparable'
  | 'promotion/headsMoved'
  | 'promotion/neverDeployed'
  | 'promotion/firstDeployment'
  | 'promotion/alreadyThere'
  | 'promotion/nothingToReturn'
  | 'promotion/branchTouched'
  | 'promotion/overtaken'
  | 'promotion/taken'
  | 'promotion/notContained'
  | 'promotion/notOurs'
  | 'promotion/headRefused'
  | 'promotion/tooManyFiles';

/** A promotion or a rollback is not possible as asked; nothing was written. */
export class PromotionError extends BranchlineError {
  declare readonly code: PromotionErrorCode;

  constructor(code: PromotionErrorCode, said: Message, options: ErrorOptions = {}) {
    super(code, said, options);
  }

  static held(count: number): PromotionError {
    return new PromotionError(
      'promotion/held',
      message('{count} of the changes were rolled back before and would return. Say that they may.', { count }),
    );
  }

  static conflict(count: number): PromotionError {
    return new PromotionError(
      'promotion/conflict',
      message('Both branches changed the same content in {count} places. Settle them on the source branch first.', {
        count,
      }),
    );
  }

  static tooManyFiles(count: number, most: number): PromotionError {
    return new PromotionError(
      'promotion/tooManyFiles',
      message('{count} files differ, and {most} is the most that is judged: nothing is known of what that brings.', {
        count,
        most,
      }),
    );
  }

  /** @param why the first reason against it */
  static headRefused(why: Message | undefined): PromotionError {
    return new PromotionError(
      'promotion/headRefused',
      why ?? message('The promotion cannot come that way: only a part of what is pending travels.'),
    );
  }

  /** @param place the first of them, as people write it */
  static changedThere(branch: string, place: string, count: number): PromotionError {
    return new PromotionError(
      'promotion/conflict',
      count === 1
        ? message('{branch} has changed {place} itself, and differently: settle it there by hand.', { branch, place })
        : message(
            '{branch} has changed {count} places itself, and differently, {place} among them: settle it there by hand.',
            {
              branch,
              place,
              count,
            },
          ),
    );
  }

  static builtUpon(count: number): PromotionError {
    return new PromotionError(
      'promotion/conflict',
      message('Cannot be undone alone: what was deployed later builds on it (places: {count}). Restore a state.', {
        count,
      }),
    );
  }

  /** @param lost what is written down and names a commit that is not there */
  static unknownBaseline({ from, to }: Plan['edge'], lost: Plan['baseline']['lost']): PromotionError {
    if (lost) return PromotionError.lostBaseline(from, to, lost.commit);
    return new PromotionError(
      'promotion/unknownBaseline',
      message('Nothing tells what of {from} is in force on {to}. Pin a baseline.', { from, to }),
      { remedy: { title: message('Pin a Baseline'), command: 'branchline.pinBaseline' } },
    );
  }

  private static lostBaseline(from: string, to: string, commit: Sha): PromotionError {
    return new PromotionError(
      'promotion/unknownBaseline',
      message(
        'Not known what of {from} is in force on {to}: {commit}, which the history of {to} names, is not there. Pin a baseline.',
        { from, to, commit: short(commit) },
      ),
      { remedy: { title: message('Pin a Baseline'), command: 'branchline.pinBaseline' } },
    );
  }

  static branchMissing(branch: string): PromotionError {
    return new PromotionError('promotion/branchMissing', message('The branch {branch} does not exist.', { branch }));
  }

  static nothingToDo(from: string, to: string): PromotionError {
    return new PromotionError('promotion/nothingToDo', message('{to} has everything that {from} has.', { from, to }), {
      nothingToDo: true,
    });
  }

  static nothingChosen(): PromotionError {
    return new PromotionError('promotion/nothingChosen', message('None of the pending items was chosen.'));
  }

  static notPending(name: string): PromotionError {
    return new PromotionError('promotion/notPending', message('{name} names nothing that is pending.', { name }));
  }

  static inseparable(path: string): PromotionError {
    return new PromotionError(
      'promotion/inseparable',
      message('The chosen changes of {path} cannot travel without others of that file. Choose the whole file.', {
        path,
      }),
    );
  }

  static headsMoved(moved: readonly string[]): PromotionError {
    return new PromotionError(
      'promotion/headsMoved',
      message('Since the preview: {moved}. Nothing was pushed; look at the new preview.', { moved: moved.join('; ') }),
    );
  }

  static neverDeployed(commit: Sha, branch: string): PromotionError {
    return new PromotionError(
      'promotion/neverDeployed',
      message('{commit} was never deployed from {branch}: it is not one of the deployments of that branch.', {
        commit: short(commit),
        branch,
      }),
    );
  }

  static firstDeployment(commit: Sha, branch: string): PromotionError {
    return new PromotionError(
      'promotion/firstDeployment',
      message('{commit} is the first deployment of {branch}: there is nothing before it.', {
        commit: short(commit),
        branch,
      }),
    );
  }

  static nothingToReturn(target: string, source: string): PromotionError {
    return new PromotionError(
      'promotion/nothingToReturn',
      message('{target} has nothing of that kind that {source} lacks.', { target, source }),
      { nothingToDo: true },
    );
  }

  static alreadyReturned(branch: string): PromotionError {
    return new PromotionError('promotion/nothingToReturn', message('{branch} has all of it already.', { branch }), {
      nothingToDo: true,
    });
  }

  static alreadyThere(branch: string): PromotionError {
    return new PromotionError(
      'promotion/alreadyThere',
      message('{branch} is already in that state; there is nothing to roll back.', { branch }),
      { nothingToDo: true },
    );
  }

  static branchTouched(branch: string): PromotionError {
    return new PromotionError(
      'promotion/branchTouched',
      message(
        'Somebody added commits to {branch}, and they are not overwritten. Land or close its pull request first, or open a new one beside it.',
        { branch },
      ),
    );
  }

  static overtaken(branch: string): PromotionError {
    return new PromotionError(
      'promotion/overtaken',
      message(
        'Somebody proposed the same on {branch} in other words or with other content, at the same moment. Theirs stands: look at it, and do yours again if it is to take its place.',
        { branch },
      ),
    );
  }

  /** @param number of somebody else's pull request on the same way */
  static taken(number: number): PromotionError {
    return new PromotionError(
      'promotion/taken',
      message('Pull request #{number} is open on the same way, and is no part of this train. Nothing was pushed.', {
        number,
      }),
    );
  }

  static notContained(): PromotionError {
    return new PromotionError(
      'promotion/notContained',
      message('The open pull request holds changes that the new one would not. Update it, or leave it as it is.'),
    );
  }

  static notOurs(number: number): PromotionError {
    return new PromotionError(
      'promotion/notOurs',
      message('Pull request #{number} was not opened by Branchline for this promotion; it is left as it is.', {
        number,
      }),
    );
  }
}
