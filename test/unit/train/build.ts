import { createHash } from 'node:crypto';
import type { TrainManifest } from '../../../src/core/train/manifest';

/** A commit or tree that stands for some words. */
export const shaOf = (...words: readonly (string | number)[]): string =>
  createHash('sha1').update(JSON.stringify(words)).digest('hex');

/** A train of these services along these environments. */
export function aTrain(waves: readonly (readonly string[])[], way: readonly string[] = ['dev', 'test']): TrainManifest {
  return {
    way,
    waves: waves.map((names) =>
      names.map((service) => ({
        service,
        source: shaOf(service, 'source'),
        steps: way.slice(1).map((to) => ({ base: shaOf(service, to, 'base'), tree: shaOf(service, to, 'tree') })),
      })),
    ),
  };
}
