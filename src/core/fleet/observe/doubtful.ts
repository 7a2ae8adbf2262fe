import type { Doubts } from '../../relay/hints/doubts';
import type { AnswerAge } from './answerAge';

/** What is held, and was made doubtful by what a relay told, is no answer any more. */
export function forgetDoubtful(doubts: Doubts, answers: AnswerAge): void {
  if (doubts.ofAll) {
    answers.forget();
    return;
  }
  answers.forgetWhere(
    (subject, about) =>
      (doubts.ofPullRequests && /^(?:(?:number of )?pull requests of |verdict on #)/.test(subject)) ||
      doubts.ofChecks(about.split(' ', 1)[0] ?? ''),
  );
}
