import { boundsOf, type Mark, type Marks } from '../../../core/bisect/search';
import { shellWord } from '../../../core/support/shellWord';
import { short, type Sha } from '../../../core/support/sha';
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
 * The command that goes on from what is known. All of the state is in its arguments: what a person said that still counts, and what was
 * found since.
 */
export function commandToGoOn(
  { call, program, commits, marks }: Known,
  also?: { readonly commit: Sha; readonly mark: Mark },
): string {
  const { good, bad } = boundsOf(marks) ?? { good: 0, bad: commits.length - 1 };
  const name = (at: number) => short(commits[at] ?? '');
  const skipped = [...marks].flatMap(([at, mark]) => (mark === 'skip' && at > good && at < bad ? [name(at)] : []));
  const more = (mark: Mark) => (also?.mark === mark ? [short(also.commit)] : []);
  const options: readonly (readonly [string, readonly string[]])[] = [
    ['--service', [call.service]],
    ['--environment', [call.environment]],
    ['--good', more('good').length > 0 ? more('good') : [name(good)]],
    ['--bad', more('bad').length > 0 ? more('bad') : [name(bad)]],
    ['--skip', [...skipped, ...more('skip')]],
    ['--catalog', call.catalog === undefined ? [] : [call.catalog]],
  ];
  const words = options.flatMap(([option, values]) => values.flatMap((value) => [option, shellWord(value)]));
  const flags = [...(call.verdicts ? [] : ['--no-verdicts']), ...(call.json ? ['--json'] : [])];
  const timeout = call.timeout === defaultTimeout ? [] : ['--timeout', shellWord(call.timeout)];
  const run = program.length === 0 ? [] : ['--run', ...program.map(shellWord)];
  return ['branchline bisect', ...words, ...flags, ...timeout, ...run].join(' ');
}

export const defaultTimeout = '10m';
