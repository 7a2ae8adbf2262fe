import { createHash } from 'node:crypto';
import * as z from 'zod';
import { isSha } from '../git/names';
import type { TrainManifest } from './manifest';

/** As a name in a catalog: no other character comes to a commit's message, or from one. */
const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/);
const commit = z.string().refine(isSha);

const mostSteps = 8;
/** A forge takes 65,536 characters for a text, of which 50,000 are for what people read. */
export const mostCharacters = 12_000;

const carSchema = z.strictObject({
  wave: z.coerce.number().int().min(1).max(mostCharacters),
  service: name,
  source: commit,
  steps: z
    .array(z.strictObject({ base: commit, tree: commit }))
    .min(1)
    .max(mostSteps),
});

const textSchema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{20}$/),
  way: z
    .array(name)
    .min(2)
    .max(mostSteps + 1)
    .refine((way) => new Set(way).size === way.length),
  cars: z.array(carSchema).min(1),
});

/** The lines that say what a train is, of which its name is made: letters, digits, dots and dashes alone. */
export function manifestLines({ way, waves }: TrainManifest): readonly string[] {
  return [
    `Train-Way: ${way.join(' ')}`,
    ...waves.flatMap((cars, index) =>
      cars.map(({ service, source, steps }) => {
        const seen = steps.map(({ base, tree }) => `${base}:${tree}`);
        return `Train-Car: ${[index + 1, service, source, ...seen].join(' ')}`;
      }),
    ),
  ];
}

/** Names a train by all that it is: whoever has the name can tell whether a manifest is the one that was seen. */
export function trainId(manifest: TrainManifest): string {
  return createHash('sha256').update(manifestLines(manifest).join('\n')).digest('hex').slice(0, 20);
}

/** What each pull request and each commit of a train says of the whole of it. */
export function trainLines(manifest: TrainManifest): readonly string[] {
  return [`Branchline-Train: ${trainId(manifest)}`, ...manifestLines(manifest)];
}

/**
 * Reads such lines from a text that anybody may have written. What is not exactly as it would be written is no manifest:
 * its waves have no gaps, each service is there once and goes all of the way, and its name is the one that all of it gives.
 */
export function manifestOf(text: string): { readonly id: string; readonly manifest: TrainManifest } | undefined {
  const lines = text.split(/\r?\n/);
  const valuesOf = (word: string) =>
    lines.filter((line) => line.startsWith(`${word}: `)).map((line) => line.slice(word.length + 2));
  const [id, ...otherIds] = valuesOf('Branchline-Train');
  const [way, ...otherWays] = valuesOf('Train-Way');
  const cars = valuesOf('Train-Car');
  if (otherIds.length > 0 || otherWays.length > 0) return undefined;
  if (cars.reduce((sum, line) => sum + line.length, 0) > mostCharacters) return undefined;
  const parsed = textSchema.safeParse({ id, way: way?.split(' '), cars: cars.map(carOf) });
  const found = parsed.success ? assembled(parsed.data) : undefined;
  return found && trainId(found.manifest) === found.id ? found : undefined;
}

function carOf(line: string): unknown {
  const [wave, service, source, ...steps] = line.split(' ');
  const seen = steps.map((step) => {
    const [base, tree, ...more] = step.split(':');
    return more.length > 0 ? undefined : { base, tree };
  });
  return { wave, service, source, steps: seen };
}

function assembled({ id, way, cars }: z.infer<typeof textSchema>) {
  const last = Math.max(...cars.map(({ wave }) => wave));
  if (last > cars.length) return undefined;
  const waves = Array.from({ length: last }, (_, index) =>
    cars.filter(({ wave }) => wave === index + 1).map(({ service, source, steps }) => ({ service, source, steps })),
  );
  const isWhole =
    waves.every((wave) => wave.length > 0) &&
    cars.every(({ steps }) => steps.length === way.length - 1) &&
    new Set(cars.map(({ service }) => service)).size === cars.length;
  return isWhole ? { id, manifest: { way, waves } } : undefined;
}
