import * as z from 'zod';

const longest = 200;

/** A word of the caller: one line, bounded, and no option. */
const word = z
  .string()
  .min(1)
  .max(longest)
  .regex(/^[^\p{Cc}-][^\p{Cc}]*$/u, 'One line, which does not begin with a dash.');

export const service = word.describe('Name of a service in the catalog, as fleet_status lists it.');
export const environment = word.describe('Name of an environment of it, such as dev, test or prod.');
export const instant = word.describe('2026-11-27T14:00Z, 2026-11-27, or how long ago: 90m, 36h, 30d.');
export const revision = word.describe('A deployment: a commit on the branch of the environment, as history lists it.');
export const items = z
  .array(word)
  .min(1)
  .max(100)
  .describe('Only these: files (cart.yaml, base/) or keys (cart.yaml#spec.replicas). Default: all that is pending.');
export const seen = z
  .string()
  .regex(/^[0-9a-f]{40,64}\.\.[0-9a-f]{40,64}$/)
  .describe('"expect" of the preview that a person has seen. Anything else is refused.');
export const what = word.describe(
  'A commit, a pull request (#12), the key of an issue (SHOP-311), a tag or digest of an image.',
);
export const reason = word.describe('Why, for the record: it stands in the pull request.');
export const number = z.int().positive();
export const train = z
  .string()
  .regex(/^[0-9a-f]{20}$/)
  .describe('The name of a release train, as train_status or a pull request tells it.');
