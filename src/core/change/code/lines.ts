import { codeVersion, type CodeEvidence } from '../../promotion/record/codeEvidence';
import { code, escaped } from '../../promotion/record/untrusted';
import { imageName } from '../../registry/imageName';
import type { ImageReference } from '../../registry/types';
import { inEnglish } from '../../support/message';
import { oneLine } from '../../support/oneLine';
import { short } from '../../support/sha';
import type { CodeCommits } from './commits';
import type { CodeOfImage, ImageCode, LookedAt } from './imageCode';
import { rangeLink } from './links';
import type { CodeOfChange } from './ofChange';

/** Of each side; how many there are is told. */
export const listedCommits = 20;

/**
 * What changed images bring of their code, for the body of a pull request. Images that nobody asked about are left out:
 * the next one who may ask tells of them.
 */
export function codeEvidence({ images, unread, more }: CodeOfChange): CodeEvidence {
  const asked = images.filter(({ code: { kind } }) => kind !== 'notAsked');
  const told = asked.map((one) => ({ one, lines: [headLine(one), ...codeLines(one.code), ...linkLines(one.code)] }));
  return {
    lines: [
      ...told.flatMap(({ one, lines }) => [...lines, ...(one.looked ? lookedLines(one.looked) : [])]),
      ...unread.map(({ path, reason }) => `- ${code(path, 200)} could not be looked at: ${escaped(reason)}`),
      ...(more > 0 ? [`- ${more === 1 ? '1 more image was' : `${more} more images were`} not looked at`] : []),
    ],
    versions: told.flatMap(({ one, lines }) =>
      one.code.kind === 'unknown' && !one.code.isLasting ? [] : [codeVersion(versionsOf(one), lines)],
    ),
  };
}

function versionsOf({ image: { before, now } }: CodeOfImage): readonly string[] {
  return [before ? imageName(before) : '', imageName(now)];
}

function headLine({ image: { before, now } }: CodeOfImage): string {
  if (!before) return `- ${code(imageName(now), 600)}`;
  return before.name === now.name
    ? `- ${code(now.name, 300)}: ${code(versionText(before), 300)} → ${code(versionText(now), 300)}`
    : `- ${code(imageName(before), 600)} → ${code(imageName(now), 600)}`;
}

function versionText(image: ImageReference): string {
  return imageName(image).slice(image.name.length).replace(/^[:@]/, '');
}

/** Below the line of its image. */
export function codeLines(found: ImageCode): readonly string[] {
  switch (found.kind) {
    case 'known': {
      const { brings, takesBack, repository } = found.changes;
      const lines = [...listed('brings', brings, repository), ...listed('takes back', takesBack, repository)];
      const label = found.range.isLabelled ? ['  - by its labels, which may be those of its base image'] : [];
      return [
        ...(lines.length > 0 ? lines : [`  - no commit of ${code(repository, 200)} lies between them`]),
        ...label,
      ];
    }
    case 'same':
      return [`  - both were built from ${code(found.commit)}`];
    case 'unknown':
      return found.isLasting
        ? [`  - its code is not known: ${escaped(inEnglish(found.said))}`]
        : [`  - its commits could not be read: ${code(inEnglish(found.said), 200)}`];
    case 'notAsked':
      return [];
  }
}

function linkLines(found: ImageCode): readonly string[] {
  if (found.kind !== 'known') return [];
  const link = rangeLink(found.range);
  return link === undefined ? [] : [`  - [what changed in the source](${link})`];
}

/** A digest is what it is; of a tag it counts what it named, and when. */
function lookedLines({ before, now, at, byTag }: LookedAt): readonly string[] {
  if (!byTag) return [];
  const when = new Date(at).toISOString();
  return [`  - looked at ${code(before, 150)} and ${code(now, 150)}: what the tags named at ${when}`];
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
