import { redact } from '../../support/redact';

/* eslint-disable no-control-regex -- they are what is taken out */

/** Colours, titles and moves of a cursor, as terminals know them. Source: ECMA-48, 5.4 and 8.3; xterm, "Operating System Commands". */
const escapes =
  /\u009b[0-?]*[ -/]*[@-~]?|\u001b(?:\[[0-?]*[ -/]*[@-~]?|[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-~]?)/g;
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]|\p{Cf}|\p{Zl}|\p{Zp}/gu;

/** A minified file is one line, and no credential is longer. */
const longestLine = 10_000;

/**
 * A log as it may be shown, in an editor or a terminal: lines of text and nothing that acts, or turns what is read around. Forges mask the
 * secrets that they know of; what is plainly a credential is taken out here as well.
 */
export function plainLog(text: string): string {
  const plain = text.replaceAll('\r\n', '\n').replaceAll('\r', '\n').replace(escapes, '').replace(controls, '');
  return plain
    .split('\n')
    .map((line) => (line.length > longestLine ? `${redact(line.slice(0, longestLine))}…` : redact(line)))
    .join('\n');
}

/** What runners write before what made a job fail. Source: GitHub docs, "Workflow commands"; Azure DevOps docs, "Logging commands". */
const marks = ['##[error]', '::error'];
const said = /(?:^|[\s\]>])(?:error|fatal|panic|exception|failed)\s?[:!]/i;

/** How much of a line is looked at: a minified file is one line. */
const lookedAt = 2_000;

/** Where to begin to read, counted from 0: at the first line that tells of an error; where none does, at the end. */
export function firstErrorLine(lines: readonly string[]): number {
  const marked = lines.findIndex((line) => marks.some((mark) => line.includes(mark)));
  if (marked !== -1) return marked;
  const told = lines.findIndex((line) => said.test(line.slice(0, lookedAt)));
  if (told !== -1) return told;
  const last = lines.findLastIndex((line) => line.trim() !== '');
  return Math.max(0, last);
}
