import * as vscode from 'vscode';
import { byHand } from '../../core/setup/byHand';
import { partName, type Item, type Standing } from '../../core/setup/plan/item';
import type { PreparedSetup } from '../../core/setup/prepare';
import { isComplete, type SetupOutcome } from '../../core/setup/session';
import { partSaid } from '../../core/setup/words';
import type { Message } from '../../core/support/message';
import { oneLine } from '../../core/support/oneLine';
import { redact } from '../../core/support/redact';
import { list, section } from '../preview/parts';
import { escaped } from '../words/markdown';
import { say } from '../words/say';

const { t } = vscode.l10n;

/** What the page of a service that is set up is called. */
export function setupTitle(service: string): string {
  return t('Set up {service}', { service });
}

/** What is there, what would be made or was, what differs, and what is left to a person. Words of forges are escaped. */
export function setupPage(outcome: SetupOutcome, prepared: PreparedSetup): string {
  const { items, made } = outcome;
  const isNew = ({ part }: Item) => made.some((one) => partName(one) === partName(part));
  const lines = (fits: (item: Item) => boolean) => list(items.filter(fits).map((item) => itemText(item, prepared)));
  const of = (standing: Standing) => lines((item) => item.standing === standing);
  const isFilled = items.some(({ part, standing }) => part.kind === 'branches' && standing === 'make');
  const hasWork = made.length > 0 || items.some(({ standing }) => standing === 'make');
  return [
    `# ${escaped(setupTitle(prepared.service.name))}`,
    `**${escaped(summary(outcome))}**`,
    escaped(prepared.places.remote.url),
    section(t('Differs: it stays as it is'), of('differs')),
    section(t('Cannot be made'), of('cannot')),
    section(t('Not known'), of('unknown')),
    section(t('To be made'), of('make')),
    section(
      t('Made now'),
      lines((item) => item.standing === 'there' && isNew(item)),
    ),
    section(
      t('There already'),
      lines((item) => item.standing === 'there' && !isNew(item)),
    ),
    section(t('Not looked at'), list(prepared.doubts.map(shown))),
    section(t('Left to you'), hasWork ? list(prepared.left.map(shown)) : ''),
    isFilled ? filesText(prepared) : '',
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

/** In one sentence, how it stands. */
export function summary(outcome: SetupOutcome): string {
  const { items, made, mode } = outcome;
  const count = items.filter(({ standing }) => standing === 'make').length;
  if (!isComplete(outcome)) {
    if (mode === 'applied') return t('Not all of it is there. The rest is for you to see to.');
    return count > 0
      ? t('Not all of it can be made. Nothing was made yet.')
      : t('Nothing can be made as it is. The reasons are below.');
  }
  if (mode === 'planned' && count > 0) return t('{count} to be made, none of it yet.', { count });
  return made.length > 0 ? t('All of it is there now.') : t('Nothing to do: all of it is there.');
}

function itemText(item: Item, prepared: PreparedSetup): string {
  const hand = byHand(item, prepared.wish);
  const reasons = [...item.said.map(shown), ...(hand ? [`→ ${shown(hand)}`] : [])];
  return [escaped(say(partSaid(item.part, prepared))), ...reasons].join('  \n  ');
}

const mostPaths = 60;

function filesText({ paths }: PreparedSetup): string {
  const branches = [...paths].map(([branch, all]) => {
    const files = all.slice(0, mostPaths).map((path) => escaped(oneLine(path)));
    const more = all.length > mostPaths ? [t('… and {count} more', { count: all.length - mostPaths })] : [];
    return `### ${t('{branch}: {count} files', { branch: escaped(branch), count: all.length })}\n\n${list([...files, ...more])}`;
  });
  return section(t('Files'), branches.join('\n\n'));
}

/** Words of forges and templates stand in it: one line, without what looks like a credential. */
function shown(said: Message): string {
  return escaped(redact(oneLine(say(said), 700)));
}
