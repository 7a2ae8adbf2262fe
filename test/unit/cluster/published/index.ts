import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import type { Published } from '../../../../scripts/descriptions/definition';
import type { LiveObject } from '../../../../src/core/cluster/live';

const names = ['argo-cd', 'flux', 'kargo', 'promoter', 'rollouts'] as const;
const known = new Map<string, ValidateFunction>();

/**
 * An object as a test writes it, held against the definition that its engine publishes: each field has to be one of its, of its type and with
 * one of its words. What is not written down is not asked for.
 * @throws Error with what the definition has otherwise, or where it has no such kind
 */
export function published<T extends LiveObject>(object: T): T {
  const kind = `${object.apiVersion}/${object.kind}`;
  const validate = validators().get(kind);
  if (!validate) throw new Error(`No engine publishes ${kind}`);
  const { spec, status, operation } = object;
  if (!validate(JSON.parse(JSON.stringify({ spec, status, operation })))) {
    const [error] = validate.errors ?? [];
    const { additionalProperty = '' } = (error?.params ?? {}) as { additionalProperty?: string };
    throw new Error(`${kind}: ${error?.instancePath ?? ''} ${error?.message ?? ''} ${additionalProperty}`);
  }
  return object;
}

/** The kinds that there are definitions of. */
export function publishedKinds(): readonly string[] {
  return [...validators().keys()];
}

function validators(): ReadonlyMap<string, ValidateFunction> {
  if (known.size > 0) return known;
  for (const name of names) {
    const { kinds, $defs } = JSON.parse(
      readFileSync(join(import.meta.dirname, 'fixtures', `${name}.json`), 'utf8'),
    ) as Published;
    const ajv = new Ajv({ strict: false, allErrors: false });
    for (const [kind, schema] of Object.entries(kinds)) known.set(kind, ajv.compile({ ...schema, $defs }));
  }
  return known;
}
