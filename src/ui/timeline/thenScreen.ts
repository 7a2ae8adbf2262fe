import * as vscode from 'vscode';
import type { Between } from '../../core/measures/between';
import type { EnvironmentThen, ServiceThen } from '../../core/past/then';
import type { Instant } from '../../core/support/clock';
import { short } from '../../core/support/sha';
import type { Said } from '../../pages/protocol/said';
import type { ChangePart, Details, ThenCell, ThenScreen } from '../../timeline/protocol/timeline';
import { hasFailed, type LookedAt } from '../lookAtEach';
import { duration } from '../words/duration';
import { briefly } from '../words/item';
import { plainText } from '../words/markdown';
import { say } from '../words/say';
import { fullWhen } from '../words/when';

const { t } = vscode.l10n;

/** What changed in one environment of a service, with the versions of both ends. */
export interface ComparedCell {
  readonly service: string;
  readonly environment: string;
  readonly between: Between;
  readonly versions: ReadonlyMap<string, string>;
}

/** What is held against the instant: another one, and what was found so far. */
export interface Compared {
  readonly from: Instant;
  readonly to: Instant;
  readonly cells: readonly ComparedCell[];
  readonly failed: readonly Said[];
}

/** The name of a place on the page. */
export function thenId(service: string, environment: string): string {
  return `then ${service}/${environment}`;
}

/** The fleet as it was. Pure. @param names environments in the order of promotion */
export function thenScreen(
  at: Instant,
  looked: readonly LookedAt<ServiceThen>[],
  names: readonly string[],
  compared: Compared | undefined,
): ThenScreen {
  const found = looked.flatMap((one) => (hasFailed(one) ? [] : [one]));
  return {
    kind: 'then',
    headline: t('As it was on {when}', { when: fullWhen(at) }),
    mark: t('The past: nothing can be changed here'),
    offers: [
      // While it is being read there is nothing to compare yet.
      ...(found.length === 0
        ? []
        : [
            { id: 'compareNow', label: t('Compare with now'), icon: 'diff' },
            { id: 'compareWith', label: t('Compare with another time…'), icon: 'diff' },
          ]),
      { id: 'another', label: t('Show another time…'), icon: 'history' },
    ],
    columns: [t('Service'), ...names],
    rows: found.map(({ service, environments }) => ({
      service,
      cells: names.map((name) => {
        const one = environments.find(({ environment }) => environment === name);
        return one ? cellOf(service, one, at) : null;
      }),
    })),
    ...(compared ? { changes: changesOf(compared) } : {}),
    notes: notesOf(looked, compared),
    words: {
      ...{ table: t('What stood where'), notes: t('Notes'), details: t('Details') },
      ...{ close: t('Close') },
      none: looked.length > 0 ? t('Nothing is known of that time.') : t('The histories are being read.'),
    },
  };
}

function cellOf(service: string, then: EnvironmentThen, at: Instant): ThenCell {
  const id = thenId(service, then.environment);
  const place = `${service}, ${then.environment}`;
  if (then.kind === 'at') {
    const { commit, version, at: since } = then.deployment;
    const main = version ?? short(commit);
    const more = [
      ...(version === undefined ? [] : [short(commit).slice(0, 7)]),
      t('{age} old then', { age: duration(at - since) }),
    ];
    const still = stillWords(then);
    const parts = [...more, still].filter((text) => text !== '');
    return { id, main: { text: main }, more: parts.join(' · '), spoken: `${place}: ${[main, ...parts].join(', ')}` };
  }
  const why = then.kind === 'before' ? t('nothing yet') : t('not known');
  const more = then.kind === 'before' ? t('its branch begins later') : whyNotKnown(then.why);
  const main: Said = { text: why, icon: then.kind === 'before' ? 'circle-slash' : 'question', tone: 'unknown' };
  return { id, main, more, spoken: `${place}: ${why}, ${more}` };
}

type StoodThen = Extract<EnvironmentThen, { kind: 'at' }>;

function stillWords({ isStill, seen }: StoodThen): string {
  if (!isStill) return '';
  return seen === undefined ? t('still stands') : t('still stood when last seen, {when}', { when: fullWhen(seen) });
}

function nowWords({ isStill, seen }: StoodThen): string {
  if (seen === undefined) return isStill ? t('It still stands.') : t('Another one stands there now.');
  const when = fullWhen(seen);
  return isStill
    ? t('It still stood when the branch was last seen, {when}.', { when })
    : t('Another one stood there when the branch was last seen, {when}.', { when });
}

function whyNotKnown(why: Extract<EnvironmentThen, { kind: 'unknown' }>['why']): string {
  switch (why) {
    case 'clock':
      return t('a clock went wrong');
    case 'unseen':
      return t('the branch was not looked at since');
    case 'undated':
      return t('when it came there is written nowhere');
    case 'rewritten':
      return t('the branch was rewritten');
    case 'cut':
      return t('the branch is followed no further back');
  }
}

/** What is told of one place, and what can be looked at. Nothing that is offered here changes anything. */
export function thenDetails(service: string, then: EnvironmentThen, at: Instant): Details {
  const { more, main } = cellOf(service, then, at);
  const id = thenId(service, then.environment);
  const headline = t('{service} on {environment}, as it was on {when}', {
    ...{ service, environment: then.environment, when: fullWhen(at) },
  });
  if (then.kind !== 'at') return { id, headline, lines: [main, { text: more }], offers: [] };
  const { commit, subject, author, at: since } = then.deployment;
  return {
    id,
    headline,
    lines: [
      { text: plainText(subject) },
      { text: t('{commit} by {author}', { commit: short(commit), author: plainText(author) }), icon: 'git-commit' },
      { text: fullWhen(since), icon: 'calendar' },
      { text: nowWords(then), icon: 'info' },
    ],
    offers: [
      { id: 'files', label: t('Open files as they were…'), icon: 'files' },
      { id: 'page', label: t('Open its page'), icon: 'link-external' },
      { id: 'timeline', label: t('Timeline of {service}', { service }), icon: 'graph-line' },
    ],
  };
}

const mostLines = 40;
const mostParts = 200;

function changesOf({ from, to, cells }: Compared): NonNullable<ThenScreen['changes']> {
  const parts = cells.flatMap(partOf);
  return {
    headline: t('What changed from {from} to {to}', { from: fullWhen(from), to: fullWhen(to) }),
    none:
      cells.length > 0
        ? t('Nothing changed, as far as is known.')
        : t('Nothing could be compared: nothing is known of it.'),
    parts: parts.slice(0, mostParts),
    left: parts.length > mostParts ? t('and {count} more places', { count: parts.length - mostParts }) : '',
  };
}

function partOf({ service, environment, between, versions }: ComparedCell): readonly ChangePart[] {
  const { from, to, deployments, items, commits } = between;
  if (items?.length === 0 && deployments.length === 0) return [];
  const endOf = (standing: typeof from, commit: string | undefined) =>
    standing.kind === 'unknown'
      ? t('not known: {reason}', { reason: whyNotKnown(standing.why) })
      : commit === undefined
        ? t('nothing yet')
        : (versions.get(commit) ?? short(commit));
  const ends = `${endOf(from, commits.from)} → ${endOf(to, commits.to)}`;
  const count = deployments.length === 1 ? t('1 deployment') : t('{count} deployments', { count: deployments.length });
  const all = (items ?? []).map((item): Said => ({ text: briefly({ ...item, reintroduced: false }) }));
  const rest = all.length - mostLines;
  const unknown: Said = { text: t('What differs is not known.'), icon: 'question', tone: 'unknown' };
  return [
    {
      id: thenId(service, environment),
      headline: `${service} · ${environment}: ${ends} · ${count}`,
      lines: [
        ...(items ? [] : [unknown]),
        ...(items?.length === 0 ? [{ text: t('All is as it was.') }] : []),
        ...all.slice(0, mostLines),
        ...(rest > 0 ? [{ text: t('and {count} more', { count: rest }) }] : []),
      ],
      offers:
        all.length > 0 && commits.to !== undefined
          ? [{ id: 'sideBySide', label: t('Show the files side by side'), icon: 'diff-multiple' }]
          : [],
    },
  ];
}

function notesOf(looked: readonly LookedAt<ServiceThen>[], compared: Compared | undefined): readonly Said[] {
  return [
    {
      text: t(
        'This is what the branches stood at, by git alone. What ran then, its health and its drift nobody keeps.',
      ),
      icon: 'info',
      tone: 'notice',
    },
    ...looked.flatMap((one): readonly Said[] => {
      const { service } = one;
      if (hasFailed(one))
        return [
          {
            text: t('{service} was not looked at: {reason}', { service, reason: say(one.failed) }),
            icon: 'warning',
            tone: 'warning',
          },
        ];
      return one.missing.map((environment) => ({
        text: t('{service} has no branch for {environment}.', { service, environment }),
        icon: 'info',
        tone: 'notice',
      }));
    }),
    ...(compared?.failed ?? []),
  ];
}
