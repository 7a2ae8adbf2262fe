import * as vscode from 'vscode';
import type { PreparedChange } from '../../core/change/preparedChange';
import type { Way } from '../../core/change/proposals/proposeCandidate';
import type { Remedy } from '../../core/support/errors';
import type { Line, Offer, Standing } from '../../decision/protocol/decision';
import { declaredName, engineName } from '../../core/change/engine/refusal';
import { isRival } from '../../core/fleet/ownerNow';
import type { KargoLook } from '../../core/kargo/door';
import { engineLines } from '../words/engine';
import { plainText } from '../words/markdown';
import { say } from '../words/say';
import { line } from './line';
import { graveReasons } from './gravity';
import { freightLines, isOrder, kargoOrder, kargoStanding } from './kargoDoor';
import { proposeIds, proposeOffers } from './offers';

const { t } = vscode.l10n;

/** How far a decision has come. */
export type DecisionState =
  | { readonly kind: 'open' }
  /** What is grave at this moment is asked once more. */
  | { readonly kind: 'asks'; readonly way: Way }
  /** What Kargo would be asked for is asked once more. */
  | { readonly kind: 'asksKargo'; readonly look: KargoLook }
  | { readonly kind: 'busy'; readonly said: string }
  | { readonly kind: 'failed'; readonly said: readonly Line[]; readonly remedy?: Remedy }
  /** It was refused: what was shown is not what is there. */
  | { readonly kind: 'outdated'; readonly said: readonly Line[] }
  | { readonly kind: 'done'; readonly said: string; readonly url: string }
  /** An engine has taken it up, by its own door. */
  | { readonly kind: 'handed'; readonly said: string }
  /** There is nothing left to decide on. */
  | { readonly kind: 'over'; readonly said: readonly Line[] };

interface Circumstances {
  readonly change: PreparedChange;
  /** What moved since it was prepared. */
  readonly moved: readonly Line[];
  readonly mayChoose: boolean;
  /** Otherwise it is only looked at. */
  readonly isDecidedHere: boolean;
}

/** What the page says of it, and which buttons it has now. Of what moved since, nothing can be proposed. */
export function standingOf(state: DecisionState, { change, moved, mayChoose, isDecidedHere }: Circumstances): Standing {
  const isOutdated = state.kind === 'outdated' || (moved.length > 0 && canStill(state));
  if (isOutdated) {
    return {
      kind: 'stale',
      title: t('This page is out of date: it shows what would not happen any more.'),
      lines: [...(state.kind === 'outdated' || state.kind === 'failed' ? state.said : []), ...moved],
      offers: [
        ...(isDecidedHere ? [{ id: 'anew', icon: 'refresh', label: t('Make it anew') }] : []),
        close(t('Close')),
      ],
    };
  }
  if (!isDecidedHere) {
    return {
      kind: 'over',
      title: t('It is only looked at here. The yes is said where it was chosen.'),
      lines: [],
      offers: [...lookOffers(false).slice(0, -1), close(t('Close'))],
    };
  }
  const door = engineDoor(change, mayChoose, state);
  if (door && canStill(state)) return door;
  switch (state.kind) {
    case 'asksKargo':
      // What it was asked about is not what is there any more.
      return { kind: 'failed', title: t('That did not work.'), lines: [], offers: [{ id: 'back', label: t('Back') }] };
    case 'handed':
      return { kind: 'done', title: state.said, lines: [], offers: [close(t('Close'))] };
    case 'open':
      return { kind: 'open', title: '', lines: [], offers: [...proposeOffers(change), ...lookOffers(mayChoose)] };
    case 'asks': {
      const reasons = graveReasons(change);
      return {
        kind: 'asks',
        asked: reasons.map(({ reason }) => reason).join(', '),
        title: t('Look twice before you say yes'),
        lines: reasons.map((one) => one.line),
        offers: [
          ...proposeOffers(change)
            .filter(({ id }) => id === proposeIds[state.way])
            .map((offer) => ({ ...offer, id: 'sure' })),
          { id: 'back', label: t('Back') },
        ],
      };
    }
    case 'busy':
      return {
        kind: 'busy',
        title: t('{doing} …', { doing: state.said }),
        lines: [],
        offers: [{ id: 'stop', label: t('Stop') }],
      };
    case 'failed':
      return {
        kind: 'failed',
        title: t('That did not work.'),
        lines: state.said,
        offers: [...remedyOffers(state.remedy), ...proposeOffers(change), ...lookOffers(mayChoose)],
      };
    case 'done':
      return {
        kind: 'done',
        title: state.said,
        lines: [],
        offers: [
          { id: 'openPullRequest', icon: 'link-external', label: t('Show it on the forge'), detail: state.url },
          close(t('Close')),
        ],
      };
    case 'over':
      return {
        kind: 'over',
        title: t('There is nothing left to decide.'),
        lines: state.said,
        offers: [close(t('Close'))],
      };
  }
}

/** Where an engine moves the branch, nothing is opened beside it: the page leads to its own door. */
function engineDoor(change: PreparedChange, mayChoose: boolean, state: DecisionState): Standing | undefined {
  const { owner, base } = change;
  if ((owner?.kind !== 'engine' && owner?.kind !== 'declared') || !isRival(change)) return undefined;
  const engine = owner.kind === 'engine' ? engineName(owner.status.source) : declaredName(owner.engine);
  const order = kargoOrder(owner);
  if (state.kind === 'asksKargo' && isOrder(order, state.look)) return kargoStanding(change, state.look);
  const { pullRequest, command } = (owner.kind === 'engine' ? owner.status.move : undefined) ?? {};
  return {
    kind: 'over',
    title:
      engine === undefined
        ? t('An engine moves {branch}: nothing is opened beside it.', { branch: base.branch })
        : t('{engine} moves {branch}: nothing is opened beside it.', { engine, branch: base.branch }),
    lines: [
      ...(state.kind === 'failed' ? state.said : []),
      ...engineLines(owner, base.branch).map(({ text, severity, icon, link }) =>
        line(text, { icon, tone: severity, ...(link === undefined ? {} : { link }) }),
      ),
      ...freightLines(change),
    ],
    offers: [
      ...(order ? [{ id: 'kargo', icon: 'rocket', label: t('Have Kargo promote it…'), detail: order.freight }] : []),
      ...(pullRequest
        ? [{ id: 'engineOpen', icon: 'link-external', label: t('Show its pull request'), detail: pullRequest.url }]
        : []),
      ...(command === undefined
        ? []
        : [{ id: 'engineCopy', icon: 'copy', label: t('Copy the command'), detail: plainText(command) }]),
      ...lookOffers(mayChoose).slice(0, -1),
      close(t('Close')),
    ],
  };
}

function canStill({ kind }: DecisionState): boolean {
  return kind === 'open' || kind === 'asks' || kind === 'asksKargo' || kind === 'failed';
}

function lookOffers(mayChoose: boolean): readonly Offer[] {
  return [
    { id: 'changes', icon: 'diff-multiple', label: t('Show all file changes') },
    ...(mayChoose ? [{ id: 'choose', icon: 'list-selection', label: t('Choose…') }] : []),
    close(t('Cancel')),
  ];
}

function remedyOffers(remedy: Remedy | undefined): readonly Offer[] {
  return remedy ? [{ id: 'remedy', label: say(remedy.title) }] : [];
}

function close(label: string): Offer {
  return { id: 'close', label };
}
