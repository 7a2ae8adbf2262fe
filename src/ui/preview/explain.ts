import * as vscode from 'vscode';
import type { Cell, EdgeSnapshot, FleetProblem } from '../../core/fleet/state/snapshot';
import { authorOf, subjectOf } from '../../core/manifest/secrecy/commits';
import type { Observation } from '../../core/support/observation';
import { short } from '../../core/support/sha';
import { seenWords } from '../words/seen';
import type { Aspect } from '../words/aspect';
import { cellAspects } from '../words/cell';
import { objectDriftAspect } from '../words/drift';
import { itemAspect } from '../words/item';
import { keyText } from '../words/key';
import { escaped } from '../words/markdown';
import { promotionAspect } from '../words/promotion';
import { rungWords } from './rung';

const { t } = vscode.l10n;

/** A page in Markdown on one cell and the edges that touch it. Remote text is escaped. */
export function explainCell(
  cell: Cell,
  edges: readonly EdgeSnapshot[],
  trouble: FleetProblem | undefined,
  now: number,
): string {
  const aspects = cellAspects(cell, trouble);
  return [
    `# ${escaped(cell.service.name)} · ${escaped(cell.environment.name)}`,
    ...(aspects.trouble ? [fact(t('Repository'), aspects.trouble, {}, now)] : []),
    headText(cell, now),
    fact(t('Pipeline'), aspects.pipeline, cell.pipeline, now),
    ...(aspects.connection ? [fact(t('Cluster'), aspects.connection, {}, now)] : []),
    fact(t('Live revision'), aspects.live, cell.live, now),
    fact(t('Health'), aspects.health, cell.health, now),
    fact(t('Drift'), aspects.drift, cell.drift, now),
    driftedObjects(cell),
    ...edges.map((edge) => edgeText(edge, now)),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

function headText({ head, environment }: Cell, now: number): string {
  if (head.kind === 'unknown') return t('The head of {branch} is not known.', { branch: escaped(environment.branch) });
  const { commit, observed } = head;
  const words = `\`${short(commit.sha)}\` ${escaped(subjectOf(commit))} — ${escaped(authorOf(commit))}`;
  return `**${t('Branch {branch}', { branch: escaped(environment.branch) })}**: ${words} ${seen(observed, now)}`;
}

function fact(name: string, aspect: Aspect, source: { readonly observed?: Observation }, now: number): string {
  return `**${name}**: ${escaped(aspect.sentence)} ${source.observed ? seen(source.observed, now) : ''}`.trimEnd();
}

function seen(observed: Observation, now: number): string {
  return `_(${escaped(seenWords(observed, now))})_`;
}

function driftedObjects({ drift }: Cell): string {
  if (drift.kind === 'unknown') return '';
  return drift.report.objects
    .filter(({ verdict }) => verdict !== 'none')
    .map((object) => {
      const fields = object.fields
        .filter(({ verdict }) => verdict !== 'none')
        .map(({ path }) => `\`${path.replaceAll('`', "'")}\``);
      return `- ${escaped(`${object.kind} ${object.name}`)}: ${escaped(objectDriftAspect(object).label)} ${fields.join(', ')}`;
    })
    .join('\n');
}

function edgeText(edge: EdgeSnapshot, now: number): string {
  const title = `## ${escaped(edge.from.name)} → ${escaped(edge.to.name)}`;
  const state = fact(t('Promotion'), promotionAspect(edge.plan), edge.plan, now);
  if (edge.plan.kind === 'unknown') return [title, state].join('\n\n');
  const { items, baseline } = edge.plan.plan;
  const lines = items.map((item) => `- ${escaped(keyText(item))}: ${escaped(itemAspect(item).label)}`);
  return [
    title,
    state,
    t('Baseline: {how}', { how: rungWords(baseline, (commit) => `\`${short(commit)}\``) }),
    lines.join('\n'),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}
