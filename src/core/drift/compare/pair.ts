import type { SchemaNode } from '../../cluster/schemas/schema';
import type { FieldPath } from './fieldPath';

/** What git says of a field, and what the live object has there. */
export interface Pair {
  readonly place: FieldPath;
  readonly desired: unknown;
  readonly live: unknown;
  readonly schema: SchemaNode | undefined;
}
