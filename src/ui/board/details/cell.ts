import * as vscode from 'vscode';
import { judgementAspect } from '../../words/judgement';
import { placeAtCell, proposalBranches } from '../../tree/proposalNode';
import type { Cell, FleetProblem } from '../../../core/fleet/state/snapshot';
import { authorOf } from '../../../core/manifest/secrecy/commits';
import { imageName } from '../../../core/registry/imageName';
import type { DetailLine, Details } from '../../../board/protocol/messages';
import { cellFacts } from '../../tree/cellFacts';
import { headWords } from '../../tree/cellWords';
import { healthAspect } from '../../words/cluster';
import { objectDriftAspect } from '../../words/drift';
import { plainText } from '../../words/markdown';
import { contextAspect } from '../../words/pipeline';
import { proposalAspect } from '../../words/proposal';
import { imagesOf } from '../model/version';
import { cellActions } from './actions';
import { factLine, namedLine, openAction, section } from './lines';

const { t } = vscode.l10n;

/** All that is known of one cell, as its tooltip and its rows in the tree tell it. */
export function cellDetails(cell: Cell, trouble: FleetProblem | undefined, now: number): Details {
  const { service, environment } = cell;
  return {
    at: { kind: 'cell', id: cell.id },
    title: `${service.name} · ${environment.name}`,
    subtitle: t('Branch {branch}', { branch: environment.branch }),
    facts: [...headLines(cell), ...cellFacts(cell, trouble).map((fact) => factLine(fact, now))],
    sections: [
      section(t('Images in the cluster'), imageLines(cell)),
      section(t('Checks'), checkLines(cell)),
      section(t('Workloads'), workloadLines(cell)),
      section(t('Drift'), driftLines(cell)),
      section(t('Pull requests'), proposalLines(cell, now)),
    ].flat(),
    actions: cellActions(cell),
  };
}

function headLines({ head }: Cell): readonly DetailLine[] {
  if (head.kind === 'unknown') return [];
  const label = `${headWords({ head })} — ${plainText(authorOf(head.commit))}`;
  return [{ icon: 'git-commit', tone: 'fine', label }];
}

function imageLines({ health }: Cell): readonly DetailLine[] {
  return imagesOf(health).map((image) => ({ icon: 'package', tone: 'fine', label: imageName(image) }));
}

function checkLines({ pipeline }: Cell): readonly DetailLine[] {
  if (pipeline.kind === 'unknown') return [];
  return pipeline.contexts.map((context) => namedLine(plainText(context.name), contextAspect(context)));
}

function workloadLines({ health }: Cell): readonly DetailLine[] {
  if (health.kind === 'unknown') return [];
  return health.workloads.map((workload) => {
    const { icon, severity, sentence } = healthAspect({ ...health, verdict: workload.verdict, workloads: [workload] });
    return namedLine(`${workload.kind} ${workload.name}`, { icon, severity, label: sentence });
  });
}

function driftLines({ drift }: Cell): readonly DetailLine[] {
  if (drift.kind === 'unknown') return [];
  return drift.report.objects
    .filter(({ verdict }) => verdict !== 'none')
    .map((object) => namedLine(`${object.kind} ${object.name}`, objectDriftAspect(object)));
}

function proposalLines(cell: Cell, now: number): readonly DetailLine[] {
  const others = (cell.openFromOthers ?? []).map((pullRequest) => ({ kind: 'person' as const, pullRequest }));
  return [...(cell.proposals ?? []), ...others].map((proposal) => {
    const { number } = proposal.pullRequest;
    const aspect = proposalAspect(proposal, proposalBranches(placeAtCell(cell), proposal));
    const sentence = [aspect.sentence, judgementAspect(cell.judgements?.get(number), now).sentence].join(' ');
    return { ...namedLine(`#${number}`, { ...aspect, label: sentence }), action: openAction(number) };
  });
}
