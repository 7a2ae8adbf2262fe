import { oneLine } from '../../core/support/oneLine';
import { short } from '../../core/support/sha';
import type { CodeDocument, ImageCodeDocument } from './codeDocument';

/** What changed images bring of their code, for people. */
export function codeText({ images, unread, more }: CodeDocument): readonly string[] {
  return [
    ...images.flatMap(imageText),
    ...unread.map(({ path, reason }) => `${oneLine(path, 200)} could not be looked at: ${oneLine(reason, 200)}`),
    ...(more > 0 ? [`and ${more} more, which were not looked at`] : []),
  ];
}

function imageText(image: ImageCodeDocument): readonly string[] {
  return [versionsText(image), ...saidText(image).map((line) => `  ${line}`)];
}

function versionsText({ image, before, now }: ImageCodeDocument): string {
  if (before === null) return oneLine(now, 600);
  const isSame = before.startsWith(image) && /^[:@]/.test(before.slice(image.length));
  return oneLine(`${before} → ${isSame ? now.slice(image.length + 1) : now}`, 600);
}

function saidText(image: ImageCodeDocument): readonly string[] {
  const { kind, said = '', repository = '', brings, takesBack, url, from = '', labelled, looked } = image;
  switch (kind) {
    case 'known': {
      const lines = [...commitsText('brings', brings, repository), ...commitsText('takes back', takesBack, repository)];
      return [
        ...(lines.length > 0 ? lines : [`no commit of ${oneLine(repository)} lies between them`]),
        ...(labelled ? ['by its labels, which may be those of its base image'] : []),
        ...(url === undefined ? [] : [url]),
        ...(looked?.at === undefined ? [] : [`as the tags named ${looked.before} and ${looked.now} at ${looked.at}`]),
      ];
    }
    case 'same':
      return [`both were built from ${short(from)}`];
    case 'unknown':
      return [`what code this brings could not be read: ${oneLine(said, 400)}`];
    case 'notAsked':
      return [`${oneLine(said, 200)}: no image of it stands under "update:" of the catalog (--code asks)`];
  }
}

function commitsText(does: string, list: ImageCodeDocument['brings'], repository: string): readonly string[] {
  if (!list || list.total === 0) return [];
  const { total, commits } = list;
  const rest = total - commits.length;
  return [
    `${does} ${total === 1 ? '1 commit' : `${total} commits`} of ${oneLine(repository)}`,
    ...commits.map(
      ({ commit, subject, author, pullRequest }) =>
        `  ${short(commit)} ${oneLine(subject, 72)}${numberText(subject, pullRequest)} (${oneLine(author, 40)})`,
    ),
    ...(rest > 0 ? [`  and ${rest} more`] : []),
  ];
}

/** Where a subject that is cut does not show it. */
function numberText(subject: string, pullRequest: number | undefined): string {
  return pullRequest === undefined || oneLine(subject, 72).includes(`#${pullRequest}`) ? '' : ` (#${pullRequest})`;
}
