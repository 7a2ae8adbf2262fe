import type { Sha } from '../../support/sha';
import type { KeyId } from '../content/content';
import type { ContentKeySet } from '../content/keySet';

/** The rung of the ladder that found the baseline. Source: docs/promotion.md, "The baseline". */
export type BaselineRung =
  'trailer' | 'revert' | 'pullRequest' | 'mergeParent' | 'equalTree' | 'mergeBase' | 'pinned' | 'none';

/** How a baseline was found. */
export interface Found {
  readonly rung: BaselineRung;
  readonly inferred: boolean;
  /** The deployment that told; nothing where none did (the merge base). */
  readonly deployment?: Sha;
  /** The rollback that brought this older baseline in force again. */
  readonly rewoundBy?: Sha;
}

/**
 * What of the source is in force on the target: for each place, the source commit whose value counts there. That commit
 * is also the *since* of rule 2 of docs/promotion.md, "The baseline".
 */
export type Baseline =
  | ({ readonly kind: 'commit'; readonly commit: Sha } & Found)
  /** `over` at some places, `under` at all others: after an undo, or after a promotion of a part. */
  | ({
      readonly kind: 'patched';
      readonly under: Baseline;
      readonly over: Baseline;
      readonly places: ContentKeySet;
    } & Found)
  /** `lost`: somebody wrote it down, and what they wrote cannot be looked up. */
  | { readonly kind: 'none'; readonly lost?: LostRecord };

/** What says which baseline is in force, and names a commit that is not there: after a force-push nothing holds it any more. */
export interface LostRecord {
  readonly commit: Sha;
  /** The deployment that says it; of a pin, the one that is pinned. */
  readonly deployment: Sha;
  readonly by: 'promotion' | 'rollback' | 'pin';
}

/** The record that a baseline hangs on and that nobody can look up. */
export function lostIn(baseline: Baseline): LostRecord | undefined {
  return baseline.kind === 'none' ? baseline.lost : undefined;
}

/** The source commit whose value counts at a place. */
export function sourceAt(baseline: Baseline, path: string, key: KeyId): Sha | undefined {
  switch (baseline.kind) {
    case 'commit':
      return baseline.commit;
    case 'patched':
      return sourceAt(baseline.places.has(path, key) ? baseline.over : baseline.under, path, key);
    case 'none':
      return undefined;
  }
}

/** All source commits that a baseline is made of, the most general first. */
export function sourcesOf(baseline: Baseline): readonly Sha[] {
  if (baseline.kind === 'none') return [];
  if (baseline.kind === 'commit') return [baseline.commit];
  return [...new Set([...sourcesOf(baseline.over), ...sourcesOf(baseline.under)])];
}

/** `over` at these places, `under` at all others. Where one of them is lost, so is the whole. */
export function patchedBaseline(under: Baseline, over: Baseline, places: ContentKeySet, found: Found): Baseline {
  if (under === over || places.isEmpty || lostIn(under)) return under;
  if (lostIn(over)) return over;
  return { kind: 'patched', under, over, places, ...found };
}

/** The baseline of an older deployment, in force again. */
export function rewound(baseline: Baseline, by: Sha): Baseline {
  return baseline.kind === 'none' ? baseline : { ...baseline, rewoundBy: by };
}

/** As `rewound`, where nobody wrote it down. */
export function inferredFrom(baseline: Baseline, by: Sha): Baseline {
  return baseline.kind === 'none' ? baseline : { ...baseline, rung: 'revert', inferred: true, rewoundBy: by };
}

/** A baseline that a person pinned: what of the source was in force once this deployment was. */
export interface PinnedBaseline {
  readonly deployment: Sha;
  readonly source: Sha;
}
