import type { DeploymentRecord } from '../../core/promotion/history/history';

/** A deployment as JSON has it: which, whose, since when, and where it came from. */
export function deploymentDocument({ commit, subject, author, committer, origin }: DeploymentRecord) {
  return { commit, subject, author: author.name, time: committer.time, origin };
}

/** An ISO time to the minute, for people. */
export function minuteOf(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}
