import type { PreparedChange } from '../../core/change/preparedChange';
import * as vscode from 'vscode';
import type { PromotionHead } from '../../core/catalog/catalog';
import { reviewGate } from '../../core/change/gates/review';
import type { LandingDemands, Mergers } from '../../core/forge/types';
import type { Unknown } from '../../core/support/observation';
import { gateLines } from '../words/gate';
import { escaped, plainText } from '../words/markdown';
import { contextAspect } from '../words/pipeline';
import { say } from '../words/say';
import { list } from './parts';

const { t } = vscode.l10n;

/** Whether the source's commit may go on: each gate with its evidence, the pipeline check by check. Unknown is not passed. */
export function gatesText({ gate }: PreparedChange): string {
  if (!gate) return '';
  const checks = gate.checks.map((check) => {
    const verdict = contextAspect({ ...check, description: '' }).label;
    const words = check.description === '' ? verdict : `${verdict} (${plainText(check.description)})`;
    return `${escaped(check.name)}: ${escaped(words)}`;
  });
  const heading = checks.length > 0 ? t('Checks of the source:') : '';
  return [list(gateLines(gate)), heading, list(checks)].filter((text) => text !== '').join('\n\n');
}

/** Who may land it, and what the open pull request still lacks. What may not be seen says so. */
export function reviewText({ review, gate, base }: PreparedChange): readonly string[] {
  if (!review) return [];
  // Where there are gates, they have said it.
  const asked = gate ? [] : [escaped(reviewGate({ to: base.branch }, review).said)];
  return [...asked, ...mayText(review.demands), mergersText(review.mergers)];
}

function mayText(demands: LandingDemands | undefined): readonly string[] {
  if (!demands) return [];
  const may = {
    yes: t('With this account you may land it, once all that is asked for is there.'),
    no: t('With this account you may not land it: somebody else has to.'),
    unknown: t('Whether you may land it, the forge did not tell.'),
  };
  return [may[demands.mayMerge]];
}

function mergersText(mergers: Mergers | Unknown): string {
  switch (mergers.kind) {
    case 'unknown':
      return t('Who else may land it is not known: {reason}', { reason: escaped(say(mergers.said)) });
    case 'writers':
      return t('Everybody who may write to the repository may land it.');
    case 'named': {
      const names = [...mergers.people, ...mergers.teams].map(escaped).join(', ');
      return names === '' ? t('Nobody is named who may land it.') : t('These may land it: {names}', { names });
    }
  }
}

/** What the renderer makes of it, and whether the result can be read at all. */
export function resultText({ rendered, unreadable }: PreparedChange): string {
  const broken = unreadable.map(
    (path) => `✗ ${t('{path} cannot be read as YAML in the result.', { path: escaped(path) })}`,
  );
  return list([...broken, renderedText(rendered)]);
}

function renderedText(rendered: PreparedChange['rendered']): string {
  switch (rendered.kind) {
    case 'plain':
      return t('The files are applied as they are; there is nothing to render.');
    case 'rendered':
      return rendered.before === rendered.after
        ? t('Rendered by {renderer}: the objects stay the same.', { renderer: rendered.renderer })
        : t('Rendered by {renderer}: the difference is the first one in “Show all file changes”.', {
            renderer: rendered.renderer,
          });
    case 'unrendered':
      return rendered.broken
        ? `✗ ${t('It rendered before, and the result does not: {reason}', { reason: escaped(rendered.said) })}`
        : t('Not rendered, so only the files are shown: {reason}', { reason: escaped(rendered.said) });
  }
}

function stylesText(styles: string | undefined, head: PromotionHead = 'commit'): string {
  if (styles === undefined) return t('The forge did not tell which ways of merging it allows.');
  return head === 'commit'
    ? t('Ways of merging that the forge allows: {styles}. All of them give the same result here.', { styles })
    : t('Ways of merging that the forge allows: {styles}. Land it by a merge.', { styles });
}

/** What the forge allows on the repository, and whether one may push there at all. */
export function landingText({ landing, kind, heads }: PreparedChange): readonly string[] {
  if (!landing) return [t('The forge did not tell which ways of merging it allows.')];
  const { landingStyles, deletesHeadOnMerge, mayPush } = landing;
  return [
    stylesText(landingStyles?.join(', '), heads?.head),
    ...(deletesHeadOnMerge && heads?.head !== 'source'
      ? [t('The forge deletes the branch of the pull request once it is merged: nothing is lost.')]
      : []),
    ...(mayPush !== false ? [] : [t('With this account you may not push to the repository.')]),
    ...(kind === 'rollback' ? [t('The next promotion is held until somebody says that this may return.')] : []),
  ];
}
