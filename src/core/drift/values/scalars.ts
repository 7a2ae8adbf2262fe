import type { SchemaNode } from '../../cluster/schemas/schema';
import { sameDuration } from './duration';
import type { FieldPath } from '../compare/fieldPath';
import { sameQuantity } from './quantity';
import { isNumber, scalarText } from './values';

/** Keys below which a custom resource without a schema holds quantities or durations. Source: test/unit/drift/cases, cases 9 and 11. */
const quantityKeys = /^(?:(?:cpu|memory|storage|ephemeral-storage|sizeLimit|pods)$|hugepages-.|.+?\.com\/.)/;
/** Resource lists: the server keeps thousandths only. Source: docs/drift.md, "What is no drift". */
const resourceLists = /^(limits|requests|capacity|hard|overhead)$/;
const durationKeys = /(duration|interval|timeout|period|ttl|delay|window|renewBefore|after)$/i;
/** Not `image`, `package` or `message`. */
const ages = /(^age|Age)$/;
/** Maps of text that nobody rewrites. */
const textParents = /^(annotations|binaryData|data|env|labels|matchLabels|nodeSelector|selector|stringData)$/;

/** Where a scalar stands, and what is known of it. */
export interface ScalarContext {
  readonly place: Pick<FieldPath, 'name' | 'parentName'>;
  readonly schema: SchemaNode | undefined;
}

/** Whether two scalars mean the same to Kubernetes: canonical quantities, durations and int-or-strings. */
export function sameScalar(desired: unknown, live: unknown, { place, schema }: ScalarContext): boolean {
  if (typeof desired === 'object' || typeof live === 'object') return false;
  const [a, b] = [scalarText(desired), scalarText(live)];
  if (a === b) return typeof desired === typeof live || isEitherWay(desired, live, schema);
  switch (meaningOf(place, schema)) {
    case 'quantity':
      return sameQuantity(a, b, resourceLists.test(place.parentName) ? 'milli' : 'nano');
    case 'duration':
      return sameDuration(a, b);
    case 'time':
      return Date.parse(a) === Date.parse(b);
    default:
      return false;
  }
}

/** A number, and the same number as text: the same in a place that takes both, or may. */
function isEitherWay(desired: unknown, live: unknown, schema: SchemaNode | undefined): boolean {
  if (isNumber(desired) && isNumber(live)) return true;
  return (isNumber(desired) || isNumber(live)) && (schema?.type === undefined || schema.scalar !== undefined);
}

/** What the schema says; where it says nothing more than text, or either way, the name has to tell: of Go's durations it does. */
function meaningOf({ name, parentName }: ScalarContext['place'], schema: SchemaNode | undefined): SchemaNode['scalar'] {
  if (schema?.scalar !== undefined && schema.scalar !== 'intOrString') return schema.scalar;
  if (textParents.test(parentName)) return undefined;
  if (schema?.type === undefined && (quantityKeys.test(name) || resourceLists.test(parentName))) return 'quantity';
  const mayBeDuration = schema?.type === undefined || schema.type === 'string';
  return mayBeDuration && (durationKeys.test(name) || ages.test(name)) ? 'duration' : undefined;
}
