import { escaped } from '../../promotion/record/untrusted';
import type { Answer } from '../judgeAll';
import { commentOf } from './comment';

/** All answers as Markdown, for the summary of a pipeline's run. */
export function summaryOf(answers: readonly Answer[]): string {
  if (answers.length === 0) return 'There is no open pull request towards an environment.\n';
  return `${answers.map(textOf).join('\n\n')}\n`;
}

function textOf(answer: Answer): string {
  if (answer.kind === 'failed') {
    const number = answer.number === undefined ? '' : ` #${answer.number}`;
    return `### ? ${escaped(answer.service)}${number}\n\n${escaped(answer.said)}`;
  }
  const { number } = answer.verdict.subject;
  return `${commentOf(answer.verdict)}\n\n#${number}`;
}
