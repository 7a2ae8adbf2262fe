import { homedir } from 'node:os';
import * as z from 'zod';
import { isTimeout } from '../../support/deadline';
import { runProgram, type ProgramOutcome } from '../../support/runProgram';
import { RegistryError } from '../errors';
import { helperKey } from './dockerConfig';
import type { RegistryCredential } from './types';
import { isOwnToken } from '../../support/ownToken';
import { jsonIn } from '../../support/jsonIn';

type Environment = Readonly<Record<string, string | undefined>>;

const timeoutMs = 10_000;
const maxBytes = 64_000;

/** What helpers print where they have none. Source: docker-credential-helpers, "credentials/error.go". */
const hasNone = /credentials not found in native keychain/;

const answer = z.object({ Username: z.string(), Secret: z.string() });

/**
 * What docker's helper of that name keeps for a registry; nothing where it has none. It runs in the home folder, so that
 * nothing of a repository is found by it, without a shell, and of what it says nothing is told.
 * @throws RegistryError where it fails, or takes longer than ten seconds
 */
export async function askHelper(
  name: string,
  registry: string,
  environment: Environment,
  signal: AbortSignal,
): Promise<RegistryCredential | undefined> {
  // A name with a slash would be a program anywhere.
  if (!/^[A-Za-z0-9][\w.-]{0,63}$/.test(name)) throw RegistryError.credentials(registry, 'config.json', 'credHelpers');
  const program = `docker-credential-${name}`;
  const outcome = await run(program, registry, environment, signal);
  if (outcome.kind === 'failed' && hasNone.test(outcome.text + outcome.stderr)) return undefined;
  const failed = (why: string): RegistryError => RegistryError.credentials(registry, program, why);
  if (outcome.kind !== 'printed') throw failed(outcome.kind === 'failed' ? `exit ${outcome.code}` : 'too much');
  const parsed = answer.safeParse(jsonIn(outcome.text));
  if (!parsed.success) throw failed('JSON');
  const { Username: user, Secret: secret } = parsed.data;
  if (secret === '') return undefined;
  return user === '<token>' ? { kind: 'identity', token: secret } : { kind: 'password', user, password: secret };
}

async function run(
  program: string,
  registry: string,
  environment: Environment,
  signal: AbortSignal,
): Promise<ProgramOutcome> {
  const time = AbortSignal.timeout(timeoutMs);
  try {
    return await runProgram(program, ['get'], {
      cwd: homedir(),
      env: Object.fromEntries(Object.entries(environment).filter(([variable]) => !isOwnToken(variable))),
      signal: AbortSignal.any([signal, time]),
      input: `${helperKey(registry)}\n`,
      maxBytes,
      mayLeaveChildren: true, // an agent that keeps what was unlocked
    });
  } catch (error) {
    signal.throwIfAborted();
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw RegistryError.credentials(registry, program, isTimeout(error) ? 'timeout' : code);
  }
}
