import type { Mark, Marks } from '../../../core/bisect/search';
import { redact } from '../../../core/support/redact';
import { shellWord } from '../../../core/support/shellWord';
import type { Sha } from '../../../core/support/sha';
import type { BisectCall } from './call';

export interface Known {
  readonly call: BisectCall;
  /** Nothing where a person answers. */
  readonly program: readonly string[];
  readonly commits: readonly Sha[];
  readonly marks: Marks;
}

/** For each answer to what is asked, the command that goes on with it. */
export function answersTo(known: Known, commit: Sha): readonly string[] {
  return (['good', 'bad', 'skip'] as const).map((mark) => commandToGoOn(known, { commit, mark }));
}

/**
 * The command that goes on from what is known. All of the state is in its arguments: whatever was said or found, also what
 * contradicts the rest. Full names: a branch may be called like a short one.
 */
export function commandToGoOn(
  { call, program, commits, marks }: Known,
  also?: { readonly commit: Sha; readonly mark: Mark },
): string {
  const named = (mark: Mark) => [
    ...[...marks].flatMap(([at, told]) => (told === mark ? [commits[at] ?? ''] : [])),
    ...(also?.mark === mark ? [also.commit] : []),
  ];
  const options: readonly (readonly [string, readonly string[]])[] = [
    ['--service', [call.service]],
    ['--environment', [call.environment]],
    ['--good', named('good')],
    ['--bad', named('bad')],
    ['--skip', named('skip')],
    ['--catalog', call.catalog === undefined ? [] : [call.catalog]],
  ];
  const words = options.flatMap(([option, values]) => values.flatMap((value) => [option, shellWord(value)]));
  const flags = [...(call.verdicts ? [] : ['--no-verdicts']), ...(call.json ? ['--json'] : [])];
  const timeout = call.timeout === defaultTimeout ? [] : ['--timeout', shellWord(call.timeout)];
  // What begins with a dash would be taken for an option of ours.
  const end = program[0]?.startsWith('-') ? ['--'] : [];
  const run = program.length === 0 ? [] : ['--run', ...end, ...program.map(shellWord)];
  return redact(['branchline bisect', ...words, ...flags, ...timeout, ...run].join(' '));
}

export const defaultTimeout = '10m';
