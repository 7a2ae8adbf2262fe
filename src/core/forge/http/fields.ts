import * as z from 'zod';

/** Fields of answers that a forge leaves out, or gives as `null`, where they would be empty. */

export const listOf = <T extends z.ZodType>(entry: T) =>
  z
    .array(entry)
    .nullable()
    .transform((entries) => entries ?? []);
export const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
export const yes = z
  .boolean()
  .nullish()
  .transform((value) => value ?? true);
export const no = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);
export const count = z
  .number()
  .nullish()
  .transform((value) => value ?? 0);

/** Of whoever asks. */
export const account = z.object({ login: z.string().min(1) });
