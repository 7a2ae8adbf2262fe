import * as vscode from 'vscode';
import type { UpdatePreview } from '../../core/fleet/fleet';
import { imageName } from '../../core/registry/imageName';
import type { ImageOutcome } from '../../core/update/outcome';
import { outcomeSaid } from '../../core/update/said';
import { escaped } from '../words/markdown';
import { say } from '../words/say';
import { list, section } from './parts';

const { t } = vscode.l10n;

/** What became of each image that the catalog has a policy for, and what could not be looked at. */
export function imagesPage({ environment, images, unread }: UpdatePreview, service: string): string {
  return [
    `# ${escaped(t('Images of {service} in {environment}', { service, environment }))}`,
    list(images.flatMap(imageLines)),
    section(
      t('Could not be looked at'),
      list(unread.map(({ path, reason }) => `${escaped(path)}: ${escaped(reason)}`)),
    ),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

/** Images that stay as they are, and why: for the notes of a preview that changes others. */
export function stayingImages({ images, unread }: UpdatePreview): readonly string[] {
  return [
    ...images
      .filter(({ verdict }) => verdict.kind !== 'update')
      .map((image) => `${imageName(image.image)}: ${say(outcomeSaid(image))}`),
    ...images.flatMap(({ image, notes }) => notes.map((note) => `${imageName(image)}: ${say(note)}`)),
    ...unread.map(({ path, reason }) => t('{path} could not be looked at: {reason}', { path, reason })),
  ];
}

function imageLines(outcome: ImageOutcome): readonly string[] {
  const { image, notes } = outcome;
  return [
    `**${escaped(imageName(image))}**: ${escaped(say(outcomeSaid(outcome)))}`,
    ...notes.map((note) => escaped(say(note))),
  ];
}
