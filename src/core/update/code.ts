import { codeLocation, type KnownForge } from '../change/code/commits';
import { codeBetween, ofOneChange } from '../change/code/imageCode';
import { codeLines } from '../change/code/lines';
import { codeVersion, type CodeEvidence } from '../promotion/record/codeEvidence';
import { codeRange } from '../registry/codeRange';
import { imageName } from '../registry/imageName';
import type { Clock } from '../support/clock';
import { withVersion } from '../images/site';
import type { ImageOutcome } from './outcome';

/** What newer images bring of their code. */
export type CodeOfUpdates = ReadonlyMap<ImageOutcome, CodeEvidence>;

/**
 * What newer images bring of their code. Nothing for an image that does not say, or whose code is on no forge that is
 * known: where it is from is told in any case.
 * @throws the signal's reason, and nothing else
 */
export async function codeOfUpdates(
  images: readonly ImageOutcome[],
  forges: readonly KnownForge[],
  clock: Clock,
  signal: AbortSignal,
): Promise<CodeOfUpdates> {
  const ranges = images.flatMap((outcome) => {
    const { verdict } = outcome;
    if (verdict.kind !== 'update' || verdict.before === undefined) return [];
    const range = codeRange(verdict.before, verdict.described);
    if (range.kind !== 'range' || !codeLocation(range.source, forges)) return [];
    return [{ outcome, before: verdict.before, now: verdict.described, to: verdict.to }];
  });
  const read = ranges.slice(0, ofOneChange.most).map(async ({ outcome, before, now, to }) => {
    const code = await codeBetween(before, now, { forges: () => Promise.resolve(forges), clock }, signal);
    const lines = codeLines(code);
    const { image } = outcome;
    const version = codeVersion([imageName(image), imageName(withVersion(image, to))], lines);
    return [outcome, { lines, versions: code.kind === 'known' ? [version] : [] }] as const;
  });
  return new Map(await Promise.all(read));
}
