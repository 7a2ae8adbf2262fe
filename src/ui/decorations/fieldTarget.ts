import * as z from 'zod';
import type { FieldDrift, ObjectDrift } from '../../core/drift/report';
import type { CellId } from '../../core/fleet/state/snapshot';
import type { CommandId } from '../commands/ids';

/** One field that drifted, as a command is told of it. */
export interface FieldTarget {
  /** The file in which it stands. */
  readonly uri: string;
  readonly cell: CellId;
  readonly object: Pick<ObjectDrift, 'apiVersion' | 'kind' | 'namespace' | 'name'>;
  readonly path: string;
}

const shape = z.object({
  uri: z.string(),
  cell: z.templateLiteral([z.string(), '/', z.string()]),
  object: z.object({
    apiVersion: z.string(),
    kind: z.string(),
    namespace: z.string().exactOptional(),
    name: z.string(),
  }),
  path: z.string(),
});

/** The field that a command was called on; nothing where it was called on none. */
export function fieldTargetIn([first]: readonly unknown[]): FieldTarget | undefined {
  const parsed = shape.safeParse(first);
  return parsed.success ? parsed.data : undefined;
}

export function fieldTarget(
  { uri, cell }: Pick<FieldTarget, 'uri' | 'cell'>,
  { apiVersion, kind, namespace, name }: ObjectDrift,
  { path }: FieldDrift,
): FieldTarget {
  return { uri, cell, object: { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) }, path };
}

/** The address by which a hover runs a command on a field. */
export function commandLink(command: CommandId, target: FieldTarget): string {
  const args = encodeURIComponent(JSON.stringify([target]));
  // What an address may hold, and what ends a link in Markdown.
  const safe = args.replace(/[()'*!~]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
  return `command:${command}?${safe}`;
}

/** Whether the live value of such a field can stand in the file. */
export function isAdoptable({ verdict }: FieldDrift): boolean {
  return verdict === 'changed' || verdict === 'missing' || verdict === 'extra';
}

/** Whether a rule of the catalog would change how such a field counts. */
export function isIgnorable({ verdict }: FieldDrift): boolean {
  return isAdoptable({ verdict } as FieldDrift) || verdict === 'masked';
}

/** Whether the server may explain the difference by a dry run; a Secret is never sent, and an extra no apply takes away. */
export function isVerifiable({ kind }: ObjectDrift, { verdict }: FieldDrift): boolean {
  return kind !== 'Secret' && (verdict === 'changed' || verdict === 'missing');
}
