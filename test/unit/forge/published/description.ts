import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A JSON schema as descriptions have it, references resolved by name below `#/schemas/`. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly additionalProperties?: boolean | Schema;
}

export interface Operation {
  readonly query: Readonly<Record<string, Schema>>;
  readonly body?: Schema;
  /** By status; `null` where nothing is said of a body. */
  readonly answers: Readonly<Record<string, Schema | null>>;
}

/**
 * What a forge publishes of its API, pruned to what our client asks: by method and path, as `GET /repos/{owner}/{repo}`. Made by
 * `node scripts/run.mjs forge-descriptions`, which names the sources.
 */
export interface Description {
  readonly source: string;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly schemas: Readonly<Record<string, Schema>>;
}

export type Described = 'bitbucket' | 'bitbucketDataCenter' | 'gitea' | 'github';

const read = new Map<Described, Description>();

export function descriptionOf(forge: Described): Description {
  const known = read.get(forge) ?? parsed(forge);
  read.set(forge, known);
  return known;
}

function parsed(forge: Described): Description {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', `${forge}.json`), 'utf8')) as Description;
}

/** The schema that a reference leads to, with its name. */
export function resolved(description: Description, schema: Schema): Schema {
  const name = schema.$ref?.replace('#/schemas/', '');
  if (name === undefined) return schema;
  const target = description.schemas[name];
  if (!target) throw new Error(`${description.source} has no ${name}.`);
  return resolved(description, target);
}
