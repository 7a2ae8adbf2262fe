import * as vscode from 'vscode';
import type { ChangePreview } from '../../core/fleet/fleet';
import { escaped, plainText } from '../words/markdown';
import { contextAspect } from '../words/pipeline';
import { list } from './parts';

const { t } = vscode.l10n;

const signs = { passed: '✓', notPassed: '✗', unknown: '?' } as const;

/** Whether the source's commit may go on: each gate with its evidence, the pipeline check by check. Unknown is not passed. */
export function gatesText({ gate }: ChangePreview): string {
  if (!gate) return '';
  const gates = gate.gates.map(({ kind, required, said }) => {
    const word = required ? t('It is required.') : t('It is shown only; nothing waits for it.');
    return `${signs[kind]} ${escaped(said)} ${word}`;
  });
  const checks = gate.checks.map((check) => {
    const verdict = contextAspect({ ...check, description: '' }).label;
    const words = check.description === '' ? verdict : `${verdict} (${plainText(check.description)})`;
    return `${escaped(check.name)}: ${escaped(words)}`;
  });
  return [list(gates), list(checks)].filter((text) => text !== '').join('\n\n');
}

/** What the renderer makes of it, and whether the result can be read at all. */
export function resultText({ rendered, unreadable }: ChangePreview): string {
  const broken = unreadable.map(
    (path) => `✗ ${t('{path} cannot be read as YAML in the result.', { path: escaped(path) })}`,
  );
  return list([...broken, renderedText(rendered)]);
}

function renderedText(rendered: ChangePreview['rendered']): string {
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

/** What the forge allows on the repository, and whether one may push there at all. */
export function landingText({ landing, kind }: ChangePreview): readonly string[] {
  if (!landing) return [t('The forge did not tell which ways of merging it allows.')];
  const { landingStyles, deletesHeadOnMerge, mayPush } = landing;
  return [
    t('Ways of merging that the forge allows: {styles}. All of them give the same result here.', {
      styles: landingStyles.join(', '),
    }),
    ...(deletesHeadOnMerge
      ? [t('The forge deletes the branch of the pull request once it is merged: nothing is lost.')]
      : []),
    ...(mayPush ? [] : [t('With this account you may not push to the repository.')]),
    ...(kind === 'rollback' ? [t('The next promotion is held until somebody says that this may return.')] : []),
  ];
}
