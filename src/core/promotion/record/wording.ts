import { createHash } from 'node:crypto';
import type { PullRequestTemplate } from '../../catalog/catalog';

/** Title and body of a pull request. */
export interface Wording {
  readonly title: string;
  readonly body: string;
}

/** The line of the body that stands for the template: another template makes another text of the same change. */
export function templateLine({ title, body }: PullRequestTemplate): string {
  return `Promotion-Template: ${hashOf(JSON.stringify([title ?? null, body ?? null]))}`;
}

/** The line of the body that stands for title and text as they were written: tells whether a person edited them. */
export function textLine(wording: Wording): string {
  return `Promotion-Text: ${hashOf(shownIn(wording))}`;
}

/** Whether title and text still are what was written last: then they are not a person's, and may be written anew. */
export function isAsWritten(wording: Wording): boolean {
  return wording.body.split(/\r?\n/).includes(textLine(wording));
}

/** What people see. Forges keep line ends and outer blanks as they like. */
function shownIn({ title, body }: Wording): string {
  const lines = body.split(/\r\n?|\n/);
  const marker = lines.findIndex((line) => line.startsWith('<!-- branchline '));
  const shown = (marker < 0 ? lines : lines.slice(0, marker)).join('\n');
  return `${title.trim()}\n\n${shown.trim()}`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
