import * as vscode from 'vscode';
import type { PromotionHead } from '../../core/catalog/catalog';
import type { GateKind } from '../../core/change/gates/gate';
import { reviewGate } from '../../core/change/gates/review';
import type { PreparedChange } from '../../core/change/preparedChange';
import { isRival } from '../../core/fleet/ownerNow';
import type { LandingDemands, Mergers } from '../../core/forge/types';
import type { Unknown } from '../../core/support/observation';
import type { Line } from '../../decision/protocol/decision';
import { gatesGravity, ownerGravity } from '../words/gravity';
import { plainText } from '../words/markdown';
import { contextAspect } from '../words/pipeline';
import { say } from '../words/say';
import { line } from './line';

const { t } = vscode.l10n;

const gateLooks: Readonly<Record<GateKind, Pick<Line, 'icon' | 'tone'>>> = {
  passed: { icon: 'pass', tone: 'fine' },
  notPassed: { icon: 'circle-slash', tone: 'error' },
  unknown: { icon: 'question', tone: 'warning' },
};

/** Whether the source's commit may go on: each gate with its evidence, the pipeline check by check. Unknown is not passed. */
export function gateLines({ gate }: PreparedChange): readonly Line[] {
  if (!gate) return [];
  if (gate.gates.length === 0 && gate.kind !== 'passed') {
    return gatesGravity(gate).map(({ said }) => line(said, gateLooks.unknown));
  }
  const checks = gate.checks.map((check) => {
    const { label, icon, severity } = contextAspect({ ...check, description: '' });
    const verdict = check.description === '' ? label : `${label} (${plainText(check.description)})`;
    return line(`${check.name}: ${verdict}`, { icon, tone: severity });
  });
  const words: Readonly<Record<GateKind, string>> = {
    passed: t('Passed.'),
    notPassed: t('Not passed.'),
    unknown: t('Not known.'),
  };
  return [
    ...gate.gates.map(({ name, kind, required, said }) => {
      const waits = required ? t('It is required.') : t('It is shown only; nothing waits for it.');
      const below = name === 'pipeline' ? { below: checks } : {};
      // What is only told and not yet there is no alarm.
      const look = required || kind === 'passed' ? gateLooks[kind] : { icon: 'info', tone: 'notice' as const };
      return line([words[kind], said, waits].join(' '), { ...look, ...below });
    }),
    ...(gate.gates.some(({ name }) => name === 'pipeline') || checks.length === 0
      ? []
      : [line(t('Checks of the source:'), { below: checks })]),
  ];
}

/** That nobody can tell whether an engine moves the branch, or that nobody was to look: what is not known is not passed over in silence. */
export function moverLines(change: PreparedChange): readonly Line[] {
  const { owner, base } = change;
  if (!isRival(change)) return [];
  if (!owner) {
    const said = t('Nobody looked whether an engine moves {branch}: the catalog names no cluster for it.', {
      branch: base.branch,
    });
    return [line(said, { icon: 'info', tone: 'notice' })];
  }
  return ownerGravity(owner, base.branch).map(({ said }) => line(said, gateLooks.unknown));
}

/** Who may land it, and what the open pull request still lacks. What may not be seen says so. */
export function reviewLines({ review, gate, base }: PreparedChange): readonly Line[] {
  if (!review) return [];
  // Where there are gates, they have said it.
  const asked = gate ? [] : [reviewGate({ to: base.branch }, review, review.at).said];
  return [...asked, ...mayText(review.demands), mergersText(review.mergers)].map((text) => line(text));
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
      return t('Who else may land it is not known: {reason}', { reason: say(mergers.said) });
    case 'writers':
      return t('Everybody who may write to the repository may land it.');
    case 'named': {
      const names = [...mergers.people, ...mergers.teams].join(', ');
      return names === '' ? t('Nobody is named who may land it.') : t('These may land it: {names}', { names });
    }
  }
}

/** What the renderer makes of it, and whether the result can be read at all. */
export function resultLines({ rendered, unreadable }: PreparedChange): readonly Line[] {
  const broken = unreadable.map((path) => wrong(t('{path} cannot be read as YAML in the result.', { path })));
  return [...broken, renderedLine(rendered)];
}

function wrong(text: string): Line {
  return line(text, { icon: 'error', tone: 'error' });
}

function renderedLine(rendered: PreparedChange['rendered']): Line {
  switch (rendered.kind) {
    case 'plain':
      return line(t('The files are applied as they are; there is nothing to render.'));
    case 'rendered':
      return line(
        rendered.before === rendered.after
          ? t('Rendered by {renderer}: the objects stay the same.', { renderer: rendered.renderer })
          : t('Rendered by {renderer}: the difference is the first one in “Show all file changes”.', {
              renderer: rendered.renderer,
            }),
      );
    case 'unrendered':
      return rendered.broken
        ? wrong(t('It rendered before, and the result does not: {reason}', { reason: rendered.said }))
        : line(t('Not rendered, so only the files are shown: {reason}', { reason: rendered.said }));
  }
}

function stylesText(styles: string | undefined, head: PromotionHead = 'commit'): string {
  if (styles === undefined) return t('The forge did not tell which ways of merging it allows.');
  return head === 'commit'
    ? t('Ways of merging that the forge allows: {styles}. All of them give the same result here.', { styles })
    : t('Ways of merging that the forge allows: {styles}. Land it by a merge.', { styles });
}

/** What the forge allows on the repository, and whether one may push there at all. */
export function landingLines({ landing, kind, heads }: PreparedChange): readonly Line[] {
  if (!landing) return [line(t('The forge did not tell which ways of merging it allows.'))];
  const { landingStyles, deletesHeadOnMerge, mayPush } = landing;
  return [
    stylesText(landingStyles?.join(', '), heads?.head),
    ...(deletesHeadOnMerge && heads?.head !== 'source'
      ? [t('The forge deletes the branch of the pull request once it is merged: nothing is lost.')]
      : []),
    ...(mayPush !== false ? [] : [t('With this account you may not push to the repository.')]),
    ...(kind === 'rollback' ? [t('The next promotion is held until somebody says that this may return.')] : []),
  ].map((text) => line(text));
}
