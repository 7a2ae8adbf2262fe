import * as vscode from 'vscode';
import type { ChangePreview } from '../../core/fleet/fleet';
import type { Place, PendingItem, Plan } from '../../core/promotion/plan';
import { short } from '../../core/support/sha';
import { changeWords, valueText } from '../words/item';
import { keyText } from '../words/key';
import { escaped } from '../words/markdown';
import { rungWords } from './rung';

const { t } = vscode.l10n;

/** The points of promotion.md §3.12 as one readable page. Remote text is escaped; a Secret's values are not in it. */
export function previewMarkdown(preview: ChangePreview): string {
  const { plan } = preview;
  const sections = [
    headSection(preview),
    section(t('Pipeline gate'), gateText(preview)),
    section(t('What changes'), itemTable(preview.items)),
    section(t('What comes back after a rollback'), itemTable(preview.items.filter(({ reintroduced }) => reintroduced))),
    section(t('What else goes back'), itemTable(preview.collateral)),
    section(t('Conflicts'), list(plan?.conflicts.map((place) => `${placeText(place)}: ${escaped(place.reason)}`))),
    section(t('Hotfixes on the target'), list(plan?.hotfixes.map(placeText))),
    section(t('Left untouched (environment-owned)'), list(plan?.untouched.map(placeText))),
    section(t('Commits'), list(plan?.commits.map(commitText))),
    section(
      t('Open pull requests on this edge'),
      list(preview.existing.map(({ pullRequest: { number, title } }) => `#${number} ${escaped(title)}`)),
    ),
    section(t('Notes'), list([...(plan?.notes ?? []), ...preview.notes].map(escaped))),
    section(t('What will be pushed'), pushText(preview)),
  ];
  return sections.filter((text) => text !== '').join('\n\n');
}

function headSection({ kind, service, base, plan, head }: ChangePreview): string {
  const title =
    kind === 'rollback'
      ? t('Roll back {service} on {branch}', { service, branch: base.branch })
      : t('Promote {service}: {from} → {to}', { service, from: plan?.edge.from ?? '', to: base.branch });
  const rows = [
    ...(plan ? [[t('Source'), `\`${short(plan.source.commit ?? '')}\` ${escaped(plan.source.branch)}`]] : []),
    [t('Target'), `\`${short(base.commit)}\` ${escaped(base.branch)}`],
    ...(plan ? [[t('Baseline'), rungWords(plan.baseline)]] : []),
    [t('Resulting tree'), `\`${short(head.tree)}\``],
  ];
  return [
    `# ${escaped(title)}`,
    '| | |',
    '|---|---|',
    ...rows.map(([name, value]) => `| ${name ?? ''} | ${value ?? ''} |`),
  ]
    .join('\n')
    .replace('\n', '\n\n');
}

/** Whether the source's pipeline lets it go on, with the evidence. Unknown is not passed. */
function gateText({ gate }: ChangePreview): string {
  if (!gate) return '';
  const sign = { passed: '✓', notPassed: '✗', unknown: '?' }[gate.kind];
  return `${sign} ${escaped(gate.said)}`;
}

function section(title: string, body: string): string {
  return body === '' ? '' : `## ${title}\n\n${body}`;
}

function list(lines: readonly string[] | undefined): string {
  return (lines ?? []).map((line) => `- ${line}`).join('\n');
}

function itemTable(items: readonly PendingItem[]): string {
  if (items.length === 0) return '';
  const rows = items.map((item) => `| ${placeText(item)} | ${cellText(item.before)} | ${afterText(item)} |`);
  return [`| ${t('Key')} | ${t('Before')} | ${t('After')} |`, '|---|---|---|', ...rows].join('\n');
}

/** A whole file, or a Secret's value, has no text to show: what becomes of it stands there. */
function afterText(item: PendingItem): string {
  const text =
    item.before === undefined && item.after === undefined ? escaped(changeWords(item)) : cellText(item.after);
  return item.reintroduced ? `${text} ↩` : text;
}

function cellText(value: unknown): string {
  return value === undefined ? '—' : escaped(valueText(value));
}

function placeText(place: Place): string {
  const { path, key } = place;
  return key ? `${escaped(path)}: **${escaped(keyText(place))}**` : escaped(path);
}

function commitText({ commit, subject, author, time }: Plan['commits'][number]): string {
  return `\`${short(commit)}\` ${escaped(subject)} — ${escaped(author)}, ${escaped(time.slice(0, 10))}`;
}

function pushText({ repository, head, base, title }: ChangePreview): string {
  return list([
    t('Repository: {repository}', { repository: escaped(repository) }),
    t('Branch: {branch} at {commit}', { branch: escaped(head.branch), commit: `\`${short(head.commit)}\`` }),
    t('Towards: {branch}', { branch: escaped(base.branch) }),
    t('Title: {title}', { title: escaped(title) }),
  ]);
}
