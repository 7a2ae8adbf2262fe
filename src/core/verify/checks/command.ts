import { stripVTControlCharacters } from 'node:util';
import { maskLines } from '../../manifest/secrecy/lines';
import { mask, type ShownText } from '../../manifest/secrecy/shown';
import { isTimeout } from '../../support/deadline';
import { reasonOf } from '../../support/errors';
import { runProgram } from '../../support/runProgram';
import { shown } from '../shownLine';
import type { CheckResult } from './result';
import { isOwnToken } from '../../support/ownToken';

export interface CommandPlace {
  /** The folder of the catalog: what a command names is relative to it. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const maxBytes = 4 * 1024 * 1024;
const lastLines = 20;

/** What a program of a team gets to see of the environment. */
export function withoutTokens(environment: CommandPlace['environment']): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !isOwnToken(name)));
}

/**
 * Runs a team's command, once: what it does a second time nobody knows. No shell reads it, and it ends with all that it
 * has started. Its last lines are kept where it fails, masked line by line.
 * @throws the signal's reason when cancelled, and not when the time was up
 */
export async function runCommand(
  [program = '', ...args]: readonly string[],
  { folder, environment }: CommandPlace,
  signal: AbortSignal,
  cancelled: AbortSignal,
): Promise<CheckResult> {
  const failed = (why: string, printed = ''): CheckResult => ({
    state: 'failing',
    isFinal: true,
    said: shown(`${program} ${why}`),
    output: lastOf(printed),
  });
  const env = withoutTokens(environment);
  try {
    const outcome = await runProgram(program, args, { cwd: folder, env, signal, maxBytes });
    switch (outcome.kind) {
      case 'printed':
        return { state: 'met', said: shown(`${program} ended with 0.`) };
      case 'failed':
        return failed(`ended with ${outcome.code}.`, `${outcome.text}\n${outcome.stderr}`);
      case 'tooLarge':
        return failed(`printed more than ${maxBytes} bytes.`);
    }
  } catch (error) {
    cancelled.throwIfAborted();
    return failed(isTimeout(error) ? 'did not end in time.' : `could not be started: ${reasonOf(error)}`);
  }
}

/**
 * The last lines that a program printed. Masked as a whole first: what belongs to a secret may stand on the lines after it. Colours
 * go before that: they would stand between a name and its value.
 */
export function lastOf(printed: string): readonly ShownText[] {
  const lines = maskLines(withoutTornArmour(stripVTControlCharacters(printed))).split(/\r\n|\r|\n/);
  return lines
    .filter((line) => line.trim() !== '')
    .slice(-lastLines)
    .map(shown);
}

/** Of a key or certificate that began above what is known, all up to its end is hidden: who knows which of the two it was? */
function withoutTornArmour(text: string): string {
  const end = text.indexOf('-----END ');
  const begin = text.indexOf('-----BEGIN ');
  return end < 0 || (begin >= 0 && begin < end) ? text : `${mask}\n${text.slice(end)}`;
}
