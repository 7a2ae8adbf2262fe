import * as z from 'zod';
import { BranchlineError } from '../support/errors';
import { jsonIn } from '../support/jsonIn';
import { message } from '../support/message';

/** The same as the setting `branchline.contexts`, for the command line: JSON, a person's own context names by those of the catalog. */
export const contextsVariable = 'BRANCHLINE_CONTEXTS';

const written = z.record(z.string(), z.string());

/**
 * What a person calls the contexts that a catalog names. It is theirs, and no catalog's: by it their rights are used where they say.
 * @throws BranchlineError where it is not of that form
 */
export function environmentContexts(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const text = environment[contextsVariable];
  if (text === undefined || text === '') return {};
  const parsed = written.safeParse(jsonIn(text));
  if (parsed.success) return parsed.data;
  throw new BranchlineError(
    'cluster/contextsUnreadable',
    message("{variable} is no JSON of your own context names by the catalog's, such as {example}.", {
      variable: contextsVariable,
      example: '{"prod-eu":"arn:aws:eks:eu-west-1:1:cluster/prod"}',
    }),
  );
}
