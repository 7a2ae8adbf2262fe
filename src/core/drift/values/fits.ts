import type { SchemaNode } from '../../cluster/schemas/schema';
import { isList, isMap } from './values';

/** Whether a server takes a value of this type: it refuses the whole object otherwise. Source: test/unit/drift/cases, cases 14, 63. */
export function fits(desired: unknown, schema: SchemaNode | undefined): boolean {
  if (schema?.type === undefined || schema.scalar !== undefined) return true;
  switch (schema.type) {
    case 'string':
    case 'boolean':
      return typeof desired === schema.type;
    case 'integer':
    case 'number':
      return typeof desired === 'number' || typeof desired === 'bigint';
    case 'object':
      return isMap(desired);
    case 'array':
      return isList(desired);
  }
}
