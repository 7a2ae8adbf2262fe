import * as z from 'zod';
import { BranchlineError } from '../support/errors';
import { jsonIn } from '../support/jsonIn';
import { message } from '../support/message';
import type { ForgeSettings } from './identify';
import { forgeKinds } from './types';

/** The same as the setting `branchline.forges`, for the command line: JSON by host. */
export const forgesVariable = 'BRANCHLINE_FORGES';

/** As a person writes it. `api`: where its API lies, where that is not the usual place on the host. */
export const writtenForges = z.record(z.string(), z.object({ kind: z.enum(forgeKinds), api: z.string().optional() }));
export type WrittenForges = z.infer<typeof writtenForges>;

export function forgeSettings(written: WrittenForges): ForgeSettings {
  return Object.fromEntries(
    Object.entries(written).map(([host, { kind, api }]) => [
      host,
      { kind, ...(api === undefined ? {} : { apiBase: api }) },
    ]),
  );
}

/**
 * What a person says of hosts that cannot be found out. It is theirs, and no catalog's: by it a token goes where they say.
 * @throws BranchlineError where it is not of that form
 */
export function environmentForges(environment: Readonly<Record<string, string | undefined>>): ForgeSettings {
  const text = environment[forgesVariable];
  if (text === undefined || text === '') return {};
  const parsed = writtenForges.safeParse(jsonIn(text));
  if (parsed.success) return forgeSettings(parsed.data);
  throw new BranchlineError(
    'forge/settingsUnreadable',
    message('{variable} is no JSON of kinds of forges by host, such as {example}.', {
      variable: forgesVariable,
      example: '{"git.example.com":{"kind":"gitlab"}}',
    }),
  );
}
