import { z } from 'zod';
import type { Path } from './source';

/** The keys that a schema allows at a place of the file. */
export function knownKeys(schema: z.core.$ZodType, path: Path): readonly string[] {
  const [step, ...rest] = path;
  if (schema instanceof z.ZodOptional) return knownKeys(schema.unwrap(), path);
  if (step === undefined) return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  if (schema instanceof z.ZodArray) return knownKeys(schema.element, rest);
  if (schema instanceof z.ZodRecord) return knownKeys(schema.valueType, rest);
  const inner = schema instanceof z.ZodObject ? (schema.shape as Record<string, z.core.$ZodType>)[step] : undefined;
  return inner ? knownKeys(inner, rest) : [];
}
