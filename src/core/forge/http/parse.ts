import type { z } from 'zod';
import { ForgeError } from '../errors';

/**
 * The answer as the schema has it; what it does not name passes unseen.
 * @throws ForgeError `invalidAnswer` that names the place
 */
export function parseAnswer<T>(schema: z.ZodType<T>, body: unknown, where: { host: string; path: string }): T {
  const parsed = safeParse(schema, body);
  if (!parsed) throw ForgeError.invalidAnswer(where.host, where.path);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw ForgeError.invalidAnswer(where.host, `${where.path}: ${issue?.path.join('.') ?? ''}`, parsed.error);
}

/** Nothing where it is nested deeper than can be followed. */
function safeParse<T>(schema: z.ZodType<T>, body: unknown) {
  try {
    return schema.safeParse(body);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
