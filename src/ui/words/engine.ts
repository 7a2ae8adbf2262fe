import * as vscode from 'vscode';
import type { BranchOwner } from '../../core/change/engine/owner';
import { declaredName, engineName, engineObject, engineRefusal } from '../../core/change/engine/refusal';
import type { EngineGate } from '../../core/cluster/gitops';
import { say } from './say';
import { controllerAspect } from './controller';
import type { Aspect } from './aspect';
import { plainText } from './markdown';

const { t } = vscode.l10n;

/** One thing that is told of an engine, in plain text. */
export interface EngineLine extends Pick<Aspect, 'icon' | 'severity'> {
  readonly text: string;
  readonly link?: string;
}

const looks: Readonly<Record<EngineGate['kind'], Pick<Aspect, 'icon' | 'severity'>>> = {
  passed: { icon: 'pass', severity: 'fine' },
  notPassed: { icon: 'circle-slash', severity: 'warning' },
  unknown: { icon: 'question', severity: 'unknown' },
};

/** Who moves a branch, what they wait for, and where their own pull request is; nothing where nobody does, or nobody looked. */
export function engineLines(owner: BranchOwner | undefined, branch: string): readonly EngineLine[] {
  if (!owner || owner.kind === 'nobody' || owner.kind === 'people') return [];
  const refused = engineRefusal(owner, branch);
  const said = refused ? plainText(say(refused)) : '';
  if (owner.kind === 'unknown') return [{ icon: 'question', severity: 'unknown', text: said }];
  if (owner.kind === 'declared') return [{ icon: 'info', severity: 'notice', text: said }];
  const { status, observed } = owner;
  const { move } = status;
  const { icon, severity, sentence } = controllerAspect(owner);
  const about = { object: engineObject(status), source: observed.source, from: (move?.from ?? []).join(', ') };
  const where =
    about.from === ''
      ? t('{object}, read in {source}.', about)
      : t('{object}, read in {source}. It takes what comes from {from}.', about);
  return [
    ...(owner.isDenied ? [{ icon: 'warning', severity: 'warning', text: said } as const] : []),
    { icon, severity, text: plainText(sentence) },
    { icon: 'info', severity: 'notice', text: plainText(where) },
    ...(move?.gates ?? []).map(({ name, kind, said }) => ({ ...looks[kind], text: plainText(`${name}: ${said}`) })),
    ...(move?.pullRequest
      ? [
          {
            icon: 'git-pull-request',
            severity: 'notice',
            text: plainText(t('Its pull request {name}', { name: move.pullRequest.name })),
            link: move.pullRequest.url,
          } as const,
        ]
      : []),
    ...(move ? [{ icon: 'info', severity: 'notice', text: goesOn(move.automatic) } as const] : []),
  ];
}

function goesOn(isAutomatic: boolean): string {
  return isAutomatic ? t('It goes on by itself once that is passed.') : t('A person has it go on, by its own door.');
}

/** In a few words, for a row; empty where no engine moves the branch. */
export function engineLabel(owner: BranchOwner | undefined): string {
  if (owner?.kind === 'engine') return t('moved by {engine}', { engine: engineName(owner.status.source) });
  if (owner?.kind !== 'declared') return '';
  const engine = declaredName(owner.engine);
  return engine === undefined ? t('moved by an engine') : t('moved by {engine}', { engine });
}
