import type { PreparedChange } from '../../core/change/preparedChange';
import * as vscode from 'vscode';
import type { Plan } from '../../core/promotion/plan';
import { short } from '../../core/support/sha';
import { escaped } from '../words/markdown';
import { codeText } from './code';
import { rungWords } from './rung';
import { fold, itemTable, list, ownedTable, placeText, section } from './parts';
import { headsText } from './heads';
import { proposalsText, pushText } from './proposals';
import { gatesText, landingText, reviewText, resultText } from './verdicts';

const { t } = vscode.l10n;

/** What docs/promotion.md, "Promoting", promises to show, as one readable page. Remote text is escaped; a Secret's values are not in it. */
export function previewMarkdown(preview: PreparedChange): string {
  const { plan, items, left, collateral, owned, notes, body } = preview;
  const conflicts = plan?.conflicts ?? [];
  return [
    headSection(preview),
    section(t('Gates'), gatesText(preview)),
    section(t('What comes back after a rollback'), itemTable(items.filter(({ reintroduced }) => reintroduced))),
    section(t('What changes'), itemTable(items)),
    section(t('Code that comes with images'), codeText(preview.code)),
    section(t('What is applied'), resultText(preview)),
    section(t('What else goes back'), itemTable(collateral)),
    section(t('Conflicts'), list(conflicts.map((place) => `${placeText(place)}: ${escaped(place.reason)}`))),
    section(t('Hotfixes on the target, which stay'), list((plan?.hotfixes ?? []).map(placeText))),
    section(t('Left untouched (environment-owned)'), ownedTable(owned, plan)),
    section(t('Stays pending'), list(left.map(placeText))),
    section(t('Commits'), list((plan?.commits ?? []).map(commitText))),
    section(t('Open pull requests'), proposalsText(preview)),
    section(t('Notes'), list([...(plan?.notes ?? []), ...notes].map(escaped))),
    section(t('What will be pushed'), pushText(preview)),
    section(
      t('How it comes and lands'),
      [headsText(preview), list([...landingText(preview), ...reviewText(preview)])]
        .filter((text) => text !== '')
        .join('\n\n'),
    ),
    section(t('Text of the pull request'), fold(body)),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

function headSection({ kind, service, base, plan, head, items, title: own }: PreparedChange): string {
  const title =
    kind === 'return' || kind === 'update'
      ? t('{service}: {title}', { service, title: own })
      : kind === 'rollback'
        ? t('Roll back {service} on {branch}', { service, branch: base.branch })
        : t('Promote {service}: {from} → {to}', { service, from: plan?.edge.from ?? '', to: base.branch });
  const rows = [
    ...(plan ? [[t('Source'), `\`${short(plan.source.commit ?? '')}\` ${escaped(plan.source.branch)}`]] : []),
    [t('Target'), `\`${short(base.commit)}\` ${escaped(base.branch)}`],
    ...(plan ? [[t('Baseline'), rungWords(plan.baseline)]] : []),
    [t('Changes'), String(items.length)],
    [t('Resulting tree'), `\`${short(head.tree)}\``],
  ];
  return [
    `# ${escaped(title)}`,
    '',
    '| | |',
    '|---|---|',
    ...rows.map(([name, value]) => `| ${name ?? ''} | ${value ?? ''} |`),
  ].join('\n');
}

function commitText({ commit, subject, author, time }: Plan['commits'][number]): string {
  return `\`${short(commit)}\` ${escaped(subject)} — ${escaped(author)}, ${escaped(time.slice(0, 10))}`;
}
