import type { z } from 'zod';
import { ForgeError } from '../errors';

/**
 * The answer as the schema has it; what it does not name passes unseen.
 * @throws ForgeError `invalidAnswer` that names the place
 */
export function parseAnswer<T>(schema: z.ZodType<T>, body: unknown, where: { host: string; path: string }): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw ForgeError.invalidAnswer(where.host, `${where.path}: ${issue?.path.join('.') ?? ''}`, parsed.error);
}
