import type { Path, Value } from '../../objects';
import { isMapValue } from '../../read/identity';
import { jsonOf } from '../json';
import { fieldName, Refusal } from '../refusal';
import { readOneStrictly } from '../strictYaml';

/** Schemas of schemas that every validator has with it. */
const known = /^https?:\/\/json-schema\.org\/(draft-0[3-7]\/schema|draft\/(2019-09|2020-12)\/schema)#?$/;

/**
 * A chart's `values.schema.json` as helm may have it. Helm fetches what a schema refers to, over HTTP or from any file of
 * the machine; so only references into the schema itself pass, and it is written anew without the address that it gives
 * itself, against which references would be resolved.
 * @see helm.sh/helm/pkg/chartutil `ValidateAgainstSingleSchema`
 * @throws Refusal
 */
export function judgedSchema(file: string, text: string): string {
  const document = readOneStrictly(file, text, 'kubectl');
  if (!document) throw new Refusal('failed', `${file} is empty.`);
  const check = (value: Value, at: Path): void => {
    if (Array.isArray(value)) {
      (value as readonly Value[]).forEach((item, index) => check(item, [...at, index]));
    } else if (isMapValue(value)) {
      for (const [key, inner] of Object.entries(value)) check(inner, [...at, key]);
    } else if (typeof value === 'string' && !isHarmless(at, value)) {
      const place = `${file}:${document.line(at)}: “${fieldName(at)}”`;
      throw new Refusal('remoteBase', `${place} refers to a schema that is not in this file.`);
    }
  };
  if (!isMapValue(document.value)) {
    check(document.value, []);
    return jsonOf(document.value);
  }
  const own = Object.entries(document.value).filter(([key]) => !/^\$?id$/i.test(key));
  const schema = Object.fromEntries(own);
  check(schema, []);
  return jsonOf(schema);
}

function isHarmless(at: Path, value: string): boolean {
  const key = String(at.at(-1)).toLowerCase();
  if (key === '$schema') return known.test(value);
  if (/^\$(ref|dynamicref|recursiveref)$/.test(key)) return value.startsWith('#');
  if (/^\$?id$/.test(key)) return value.startsWith('#') || !/[/:\\]/.test(value);
  return true;
}
