import type { PullRequest } from '../forge/types';
import { markerOf, promotionLines } from '../promotion/record/recorded';

/** By branches. */
interface EdgeBranches {
  readonly from: string;
  readonly to: string;
}

/**
 * Whether a pull request says that its train was stopped: nothing more of it is opened until somebody says so. It counts from where
 * a train may speak at all (`trainIn`).
 * @see docs/train.md, "Stopping it"
 */
export function saysStopped(pullRequest: Pick<PullRequest, 'body' | 'head'>, edge: EdgeBranches, id: string): boolean {
  return promotionLines(pullRequest, edge).split('\n').includes(hiddenLine(id));
}

/** The text of a pull request of a train with the word that the train was stopped, for people and for whoever goes on. Said twice is said once. */
export function withStopped(body: string, { from, to }: EdgeBranches, id: string): string {
  const lines = withoutStopped(body, id).split('\n');
  const marker = lines.indexOf(markerOf(['promotion', from, to]));
  if (marker < 0) return body;
  return lines.toSpliced(marker, 1, shownLine(id), lines[marker] ?? '', hiddenLine(id)).join('\n');
}

/** The same text without it. */
export function withoutStopped(body: string, id: string): string {
  const said = new Set([shownLine(id), hiddenLine(id)]);
  return body
    .split(/\r?\n/)
    .filter((line) => !said.has(line))
    .join('\n');
}

function hiddenLine(id: string): string {
  return `Train-Stopped: ${id}`;
}

function shownLine(id: string): string {
  return `**Release train \`${id}\` was stopped**: nothing more of it is opened until somebody goes on with it (\`--resume\`).`;
}
