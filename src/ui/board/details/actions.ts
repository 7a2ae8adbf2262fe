import * as vscode from 'vscode';
import type { Cell, EdgeSnapshot, FleetProblem } from '../../../core/fleet/state/snapshot';
import { hasPolicy } from '../../../core/update/source';
import type { Service } from '../../../core/catalog/catalog';
import type { Action } from '../../../board/protocol/messages';
import type { CommandId } from '../../commands/ids';
import { edgeContext } from '../../tree/edgeNode';
import { openOn } from '../../words/openPullRequests';
import { hasFailedPipeline } from '../../words/pipeline';
import { isPromotable } from '../../words/promotion';

const { t } = vscode.l10n;

/** The commands that the row of a cell offers in the tree. */
export function cellActions(cell: Cell): readonly Action[] {
  const { pipeline, controller } = cell;
  return [
    action('branchline.showHistory', t('History'), 'history'),
    action('branchline.showTimeline', t('Timeline'), 'graph-line'),
    action('branchline.rollBack', t('Roll back…'), 'discard'),
    action('branchline.showDrift', t('Show drift'), 'request-changes'),
    action('branchline.openManifest', t('Open manifest'), 'go-to-file'),
    action('branchline.openEnvironmentFiles', t('Files…'), 'files'),
    action('branchline.openRenderedManifests', t('Rendered manifests'), 'file-code'),
    ...(pipeline.kind === 'known' ? [action('branchline.showPipelines', t('Show pipeline'), 'pulse')] : []),
    ...(hasFailedPipeline(cell)
      ? [
          action('branchline.openPipelineLog', t('Open log'), 'output'),
          action('branchline.runPipelineAgain', t('Run failed jobs again…'), 'debug-rerun'),
        ]
      : []),
    ...(controller?.status.wishes ? [action('branchline.copySyncCommand', t('Copy sync command…'), 'copy')] : []),
    action('branchline.compareEnvironments', t('Compare…'), 'diff'),
    action('branchline.explainState', t('Explain'), 'question'),
  ];
}

/** The commands that the row of an edge offers in the tree, by the same words. */
export function edgeActions(edge: EdgeSnapshot): readonly Action[] {
  const words = edgeContext(edge);
  const where = (word: string, ...actions: readonly Action[]) => (words.includes(word) ? actions : []);
  return [
    ...where(
      'promotable',
      action('branchline.promote', t('Promote…'), 'rocket'),
      action('branchline.promotePart', t('Promote a part…'), 'checklist'),
      action('branchline.showPreview', t('Preview'), 'open-preview'),
    ),
    ...openOn(edge).map(({ number }) => ({
      ...action('branchline.openPullRequest', t('Open #{number}', { number }), 'git-pull-request'),
      number,
    })),
    ...where('hotfix', action('branchline.returnHotfix', t('Return the hotfix…'), 'flame')),
    ...where('held', action('branchline.takeBackAtSource', t('Take back at the source…'), 'reply')),
    action('branchline.compareEnvironments', t('Compare…'), 'diff'),
    ...(edge.plan.kind === 'known' && edge.plan.plan.state === 'unknownBaseline'
      ? [action('branchline.pinBaseline', t('Pin a baseline…'), 'pinned')]
      : []),
    action('branchline.explainState', t('Explain'), 'question'),
  ];
}

/** The commands that the row of a service offers in the tree. */
export function serviceActions(
  service: Service,
  edges: readonly EdgeSnapshot[],
  trouble: FleetProblem | undefined,
): readonly Action[] {
  return [
    ...(edges.some(isPromotable) ? [action('branchline.promote', t('Promote…'), 'rocket')] : []),
    action('branchline.compareEnvironments', t('Compare…'), 'diff'),
    ...(hasPolicy(service) ? [action('branchline.updateImages', t('Update images…'), 'package')] : []),
    ...(trouble?.reason === 'unauthorised' ? [action('branchline.signIn', t('Sign in…'), 'key')] : []),
  ];
}

function action(id: CommandId, title: string, icon: string): Action {
  return { id, title, icon };
}
