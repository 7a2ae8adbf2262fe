import * as vscode from 'vscode';
import type { Service } from '../../core/catalog/catalog';
import type { ImageInEnvironment } from '../../core/fleet/imageInEnvironment';
import { imageName, isSameImage } from '../../core/registry/imageName';
import type { ImageReference } from '../../core/registry/types';
import { outcomeSaid } from '../../core/update/said';
import { ago } from '../words/age';
import { escaped, trusted } from '../words/markdown';
import { say } from '../words/say';
import type { NewerLook } from './newerLooks';

const { t } = vscode.l10n;

export interface HoveredImage {
  readonly service: Pick<Service, 'name'>;
  readonly image: ImageReference;
  /** Nothing: it could not be read, or not yet. */
  readonly where: readonly ImageInEnvironment[] | undefined;
  /** Nothing: nobody was asked, or there is no answer yet. */
  readonly newer: NewerLook | undefined;
  /** Whether registries are asked: there is a policy, and the folder is trusted. */
  readonly isAsked: boolean;
}

/** Newer versions by the policy, where each stands and runs, and the way to an update. */
export function imageText(hovered: HoveredImage, now: number): vscode.MarkdownString {
  const { service, image, isAsked } = hovered;
  const update = `command:branchline.updateImages?${encodeURIComponent(JSON.stringify([{ service: service.name }]))}`;
  const parts = [
    `**${escaped(imageName(image))}** · ${t('Branchline')}`,
    newerText(hovered, now),
    whereText(hovered, now),
    ...(isAsked ? [`[$(package) ${t('Update Images…')}](${safe(update)})`] : []),
  ];
  return trusted(parts.join('\n\n'), ['branchline.updateImages']);
}

/** What ends a link in Markdown. */
function safe(link: string): string {
  return link.replace(/[()'*!~]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
}

function newerText({ image, newer, isAsked }: HoveredImage, now: number): string {
  if (!isAsked)
    return escaped(t('The catalog has no policy for newer images of this service, or the folder is not trusted.'));
  if (!newer)
    return `$(sync~spin) ${escaped(t('The registry is being asked for newer ones: look again in a moment.'))}`;
  const seen = `_${escaped(ago(newer.at, now))}_`;
  if (newer.kind === 'failed') {
    return `$(warning) ${escaped(t('Newer ones are not known: {reason}', { reason: say(newer.said) }))} ${seen}`;
  }
  const { environment, images, unread } = newer.found;
  const own = images.filter((outcome) => isSameImage(outcome.image, image));
  const lines = own.flatMap((outcome) => [
    `${escaped(t('In {environment}', { environment }))}: ${escaped(imageName(outcome.image))} ${escaped(say(outcomeSaid(outcome)))} ${seen}`,
    ...outcome.notes.map((note) => escaped(say(note))),
  ]);
  if (lines.length > 0) return lines.join('  \n');
  return unread.length > 0
    ? `${escaped(t('No policy was found for it; {count} files could not be looked at.', { count: unread.length }))} ${seen}`
    : `${escaped(t('The catalog has no policy for this image.'))} ${seen}`;
}

function whereText({ where, image }: HoveredImage, now: number): string {
  if (!where) return escaped(t('Where its versions stand is not known yet.'));
  const rows = where.map((one) => {
    const here = one.onBranch?.some((version) => imageName(version) === imageName(image)) ? '$(circle-filled) ' : '';
    return `| ${here}${escaped(one.environment)} | ${branchText(one)} | ${liveText(one, now)} |`;
  });
  return [`| ${t('Environment')} | ${t('On its branch')} | ${t('Runs')} |`, '|---|---|---|', ...rows].join('\n');
}

function branchText({ onBranch, isWhole }: ImageInEnvironment): string {
  if (!onBranch) return escaped(t('not known'));
  const more = isWhole ? '' : ` ${escaped(t('(not all files could be read)'))}`;
  return `${versionsText(onBranch)}${more}`;
}

function liveText({ live }: ImageInEnvironment, now: number): string {
  switch (live.kind) {
    case 'exact':
      return `${versionsText(live.versions)} _${escaped(ago(live.observed.at, now))}_`;
    case 'mixed':
      return `${escaped(t('objects of several deployments'))} _${escaped(ago(live.observed.at, now))}_`;
    case 'unknown':
      return escaped(t('not known: {reason}', { reason: say(live.said) }));
  }
}

function versionsText(versions: readonly ImageReference[]): string {
  if (versions.length === 0) return escaped(t('none'));
  return versions
    .map(({ tag, digest }) =>
      escaped([tag ?? '', digest?.slice(0, 19) ?? ''].filter((part) => part !== '').join('@') || 'latest'),
    )
    .join(', ');
}
