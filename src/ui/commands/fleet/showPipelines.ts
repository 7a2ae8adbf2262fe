import * as vscode from 'vscode';
import type { Cell } from '../../../core/fleet/state/snapshot';
import { ago } from '../../words/age';
import { gravity } from '../../words/aspect';
import { contextAspect, hasFailedPipeline, pipelineAspect } from '../../words/pipeline';
import { plainText } from '../../words/markdown';
import type { App } from '../../app';
import { openWeb } from '../../openWeb';
import { command } from '../command';
import { targetsOf } from '../support/targets';

/** The status bar's click: what is wrong or running, the worst first; choosing one opens its run or its row. On a cell: its own. */
export const showPipelines = command('branchline.showPipelines', async (app, args) => {
  const [meant] = targetsOf(args).cells.flatMap((id) => app.fleet.snapshot.cells.get(id) ?? []);
  if (meant) return showOne(app, meant);
  const now = app.clock.now();
  const cells = [...app.fleet.snapshot.cells.values()].sort((a, b) => rank(b) - rank(a));
  const rows = cells.flatMap((cell, at): readonly Row[] => {
    const group = groupOf(cell);
    const before = cells[at - 1];
    const opens = before === undefined || groupOf(before) !== group;
    return [...(opens ? [{ label: group, kind: vscode.QuickPickItemKind.Separator }] : []), rowOf(cell, now)];
  });
  const picked = await vscode.window.showQuickPick(rows, {
    ignoreFocusOut: true,
    title: vscode.l10n.t('Pipelines, the worst first'),
    matchOnDescription: true,
  });
  if (picked?.cell) await showOrAct(app, picked.cell);
});

/** Of one that failed, by keyboard as well: its page, its log, or once more. */
async function showOrAct(app: App, cell: Cell): Promise<void> {
  if (!hasFailedPipeline(cell)) return showOne(app, cell);
  const ways = [
    { label: `$(pulse) ${vscode.l10n.t('Show pipeline')}`, act: () => showOne(app, cell) },
    {
      label: `$(output) ${vscode.l10n.t('Open log')}`,
      act: () => app.run('branchline.openPipelineLog', [{ cell: cell.id }]),
    },
    {
      label: `$(debug-rerun) ${vscode.l10n.t('Run failed jobs again…')}`,
      act: () => app.run('branchline.runPipelineAgain', [{ cell: cell.id }]),
    },
  ];
  const title = `${cell.service.name} · ${cell.environment.name}`;
  const picked = await vscode.window.showQuickPick(ways, { ignoreFocusOut: true, title });
  await picked?.act();
}

async function showOne(app: App, cell: Cell): Promise<void> {
  const url = pageOf(cell);
  if (url === undefined) await app.reveal(cell.id);
  else await openWeb(url);
}

interface Row extends vscode.QuickPickItem {
  readonly cell?: Cell;
}

function rowOf(cell: Cell, now: number): Row {
  const { icon, label } = pipelineAspect(cell.pipeline);
  const { service, environment } = cell;
  return {
    label: `$(${icon}) ${service.name} · ${environment.name}`,
    description: label,
    detail: detail(cell, now),
    cell,
  };
}

/** What stands above the first row of its kind: whoever looks for what is wrong need not read what is well. */
function groupOf({ pipeline }: Cell): string {
  switch (pipelineAspect(pipeline).severity) {
    case 'error':
    case 'warning':
    case 'notice':
      return vscode.l10n.t('needs attention');
    case 'busy':
      return vscode.l10n.t('running');
    case 'unknown':
      return vscode.l10n.t('not known');
    case 'fine':
      return vscode.l10n.t('passed');
  }
}

function rank({ pipeline }: Cell): number {
  return gravity(pipelineAspect(pipeline));
}

function detail({ pipeline }: Cell, now: number): string {
  if (pipeline.kind === 'unknown') return pipelineAspect(pipeline).sentence;
  const contexts = pipeline.contexts
    .filter((context) => !['fine'].includes(contextAspect(context).severity))
    .map((context) => `${plainText(context.name)}: ${contextAspect(context).label}`);
  return [...contexts, ago(pipeline.observed.at, now)].join(' · ');
}

/** The address of the worst check that has one. Only web addresses: the text comes from the forge. */
export function pageOf({ pipeline }: Cell): string | undefined {
  if (pipeline.kind === 'unknown') return undefined;
  const urls = [...pipeline.contexts]
    .sort((a, b) => gravity(contextAspect(b)) - gravity(contextAspect(a)))
    .flatMap(({ url }) => (url !== undefined && /^https?:\/\//.test(url) ? [url] : []));
  return urls[0];
}
