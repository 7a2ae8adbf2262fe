import type { LiveObject } from '../../../src/core/cluster/live';
import { bundledSchema } from '../../../src/core/cluster/schemas/bundled';
import { compareManifests } from '../../../src/core/drift/compare';
import type { DriftReport } from '../../../src/core/drift/report';
import type { ManifestFile } from '../../../src/core/manifest/objects';
import type { Generated } from './generate';

export function compare(file: ManifestFile, ...objects: unknown[]): DriftReport {
  return compareManifests(
    [file],
    { objects: objects as LiveObject[], unseen: () => undefined },
    { schemaOf: bundledSchema },
  );
}

export function findings(report: DriftReport): readonly string[] {
  return report.objects.flatMap(({ verdict, fields }) => [
    verdict,
    ...fields.map((field) => `${field.path} ${field.verdict}`),
  ]);
}

export interface Leaf {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

export function leaves(value: unknown, path: readonly (string | number)[] = []): readonly Leaf[] {
  if (typeof value !== 'object' || value === null) return [{ path, value }];
  return Object.entries(value).flatMap(([key, inner]) =>
    leaves(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

export function changedAt(value: unknown, path: readonly (string | number)[], leaf: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return leaf;
  const copy = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as Generated) };
  const holder = copy as Record<string | number, unknown>;
  holder[step] = changedAt(holder[step], rest, leaf);
  return copy;
}
