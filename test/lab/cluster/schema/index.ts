import type { Json } from '../model/object';
import { autoscalingStructs, coreStructs, customStructs, ingressStructs } from './core';
import { metaStructs } from './meta';
import { podStructs } from './pod';
import { any, type Struct, type Type } from './type';
import { appsStructs, batchStructs } from './workload';

export { any, type Scalar, type Struct, type Type } from './type';

export const structs: ReadonlyMap<string, Struct> = new Map(
  [
    ...metaStructs,
    ...podStructs,
    ...coreStructs,
    ...ingressStructs,
    ...autoscalingStructs,
    ...customStructs,
    ...appsStructs,
    ...batchStructs,
  ].map((struct) => [struct.name, struct]),
);

/** The type of a kind's objects; the kinds served are all declared. */
export const typeOfKind = (kind: string): Type => ({ kind: 'struct', name: kind, atomic: false, always: false });

export function structNamed(name: string): Struct {
  const struct = structs.get(name);
  if (!struct) throw new Error(`The schema uses ${name}, which is not declared.`);
  return struct;
}

/** The type below a field name, `any` where the schema says nothing. */
export function fieldType(type: Type, field: string): Type {
  if (type.kind === 'struct') return structNamed(type.name).fields.get(field) ?? any;
  return type.kind === 'map' ? type.of : any;
}

/** Values of list keys that the server fills in before it looks at them. */
export const keyDefaults: Readonly<Record<string, Json>> = { protocol: 'TCP' };
