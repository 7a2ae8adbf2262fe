import { code } from '../../promotion/record/untrusted';
import { codeRange } from '../../registry/codeRange';
import type { ImageDescription } from '../../registry/types';
import type { Clock } from '../../support/clock';
import { inEnglish } from '../../support/message';
import type { Unknown } from '../../support/observation';
import { oneLine } from '../../support/oneLine';
import { short } from '../../support/sha';
import { codeLocation, readCodeChanges, type CodeChanges, type CodeCommits, type KnownForge } from './commits';

const listedCommits = 20;
/** Two or three requests each; whoever changes more at once reads the comparisons. */
const mostImages = 20;

/** A newer version of an image, and the one in whose place it is put. */
export interface NewerImage<K> {
  /** Whose lines they are. */
  readonly key: K;
  readonly before: ImageDescription;
  readonly now: ImageDescription;
}

/**
 * What newer images bring of their code, as lines of Markdown for a pull request. Nothing for an image that does not say, or
 * whose code is on no forge that is known.
 * @throws the signal's reason, and nothing else
 */
export async function codeOfImages<K>(
  images: readonly NewerImage<K>[],
  forges: readonly KnownForge[],
  clock: Clock,
  signal: AbortSignal,
): Promise<ReadonlyMap<K, readonly string[]>> {
  const ranges = images.flatMap(({ key, before, now }) => {
    const range = codeRange(before, now);
    return range.kind === 'range' && codeLocation(range.source, forges) ? [{ key, range }] : [];
  });
  const read = ranges.slice(0, mostImages).map(async ({ key, range }) => {
    return [key, codeLines(await readCodeChanges(range, forges, clock, signal))] as const;
  });
  return new Map(await Promise.all(read));
}

/** Below the line of its image. */
function codeLines(changes: CodeChanges | Unknown): readonly string[] {
  if (changes.kind === 'unknown') return [`  - its commits could not be read: ${code(inEnglish(changes.said), 200)}`];
  const { brings, takesBack, repository } = changes;
  return [...listed('brings', brings, repository), ...listed('takes back', takesBack, repository)];
}

function listed(does: string, { commits, total }: CodeCommits, repository: string): readonly string[] {
  if (total === 0) return [];
  const shown = commits.slice(0, listedCommits);
  const rest = total - shown.length;
  return [
    `  - ${does} ${total === 1 ? '1 commit' : `${total} commits`} of ${code(repository, 200)}`,
    ...shown.map(
      ({ commit, subject, author, at }) =>
        `    - ${short(commit)} ${code(subject)} (${code(author, 60)}, ${oneLine(at.slice(0, 10))})`,
    ),
    ...(rest > 0 ? [`    - and ${rest} more`] : []),
  ];
}
