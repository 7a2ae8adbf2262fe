import * as vscode from 'vscode';
import type { PastKind } from '../../core/past/deployment';
import type { Instant } from '../../core/support/clock';
import type { Said } from '../../pages/protocol/said';
import type { Choice, TimelineScreen } from '../../timeline/protocol/timeline';
import { hasFailed } from '../lookAtEach';
import { kindSigns, kindWords, rewrittenWords } from '../words/deployment';
import { say } from '../words/say';
import { fullWhen, shortWhen } from '../words/when';
import { lanesOf, mostLevels, shapes, ticksOf } from './lanes';
import { shownSince, type LoadedPast } from './load';
import { tableRow } from './rows';
import { rangeChoices, type TimelineView } from './view';

const { t } = vscode.l10n;
const kinds: readonly PastKind[] = ['promotion', 'rollback', 'hotfix', 'update', 'direct', 'untold'];

/** All that the page shows of what is known. Pure. @param services all of the catalog, with their environments in the order of promotion */
export function timelineScreen(
  loaded: LoadedPast,
  view: TimelineView,
  services: readonly { readonly name: string; readonly environments: readonly string[] }[],
  now: Instant,
): TimelineScreen {
  const meant = services.filter(({ name }) => view.service === '' || view.service === name);
  const names = [...new Set(services.flatMap(({ environments }) => environments))];
  const lanes = [...new Set(meant.flatMap(({ environments }) => environments))].filter(
    (name) => view.environment === '' || view.environment === name,
  );
  const rows = loaded.rows.filter(
    ({ deployment: { service, environment } }) =>
      (view.service === '' || service === view.service) &&
      (view.environment === '' || environment === view.environment),
  );
  const isRead = loaded.looked.length > 0 || services.length === 0;
  const period = { since: shownSince(loaded), until: loaded.period.until };
  const drawn = lanesOf(lanes, rows, period, now);
  return {
    kind: 'timeline',
    headline:
      view.service === '' ? t('Deployments of the fleet') : t('Deployments of {service}', { service: view.service }),
    ranges: rangeChoices(view, now),
    environments: choices(t('All environments'), names, view.environment),
    services: choices(
      t('All services'),
      services.map(({ name }) => name),
      view.service,
    ),
    ticks: ticksOf(period).map(({ at, when }) => ({ at, label: shortWhen(when, now) })),
    lanes: drawn,
    legend: kinds.map((kind) => ({ letter: kindSigns[kind].letter, shape: shapes[kind], label: kindWords(kind) })),
    columns: [
      ...[t('When'), t('Service'), t('Environment'), t('Version'), t('Kind')],
      ...[t('How it went'), t('How long it stood'), t('Who'), t('Commit')],
    ],
    rows: rows.map((row) => tableRow(row, now)),
    notes: [...notesOf(loaded, view), ...crowdedNote(drawn)],
    words: {
      ...{ range: t('Period'), environment: t('Environment'), service: t('Service') },
      ...{ lanes: t('Deployments over time'), table: t('The same deployments, newest first') },
      ...{ notes: t('Notes'), details: t('Details'), close: t('Close') },
      none: isRead ? t('Nothing was deployed in this period, as far as is known.') : t('The histories are being read.'),
      legend: t('What the marks mean'),
      undated: t('dotted: when it came here is not known'),
      more: t('Show more'),
    },
  };
}

function choices(all: string, names: readonly string[], chosen: string): readonly Choice[] {
  const each = names.map((name) => ({ id: name, label: name, isOn: name === chosen }));
  return [{ id: '', label: all, isOn: chosen === '' }, ...each];
}

/** Where marks lie on each other, that is said: each is reached by the arrows, and in the table. */
function crowdedNote(lanes: TimelineScreen['lanes']): readonly Said[] {
  if (!lanes.some(({ levels }) => levels === mostLevels)) return [];
  const text = t('Where marks lie on each other, the arrows reach each of them, and the table has it.');
  return [{ text, icon: 'info', tone: 'notice' }];
}

/** What was cut, what could not be looked at, and where a branch hides its past: nothing is left out silently. */
function notesOf(loaded: LoadedPast, view: TimelineView): readonly Said[] {
  const { looked, rows, left, unasked, failures, versionFailures } = loaded;
  const isMeant = (service: string) => view.service === '' || view.service === service;
  const warn = (text: string): Said => ({ text, icon: 'warning', tone: 'warning' });
  const info = (text: string): Said => ({ text, icon: 'info', tone: 'notice' });
  return [
    info(
      t('As of {when}, by what was last fetched. Choosing the period again reads anew.', {
        when: fullWhen(loaded.period.until - 1),
      }),
    ),
    ...(left === 0
      ? []
      : [
          warn(
            t(
              'Only the newest {count} are shown; {left} older ones of the period are not. The lanes begin at {when}.',
              {
                ...{ count: rows.length, left, when: fullWhen(shownSince(loaded)) },
              },
            ),
          ),
        ]),
    ...(unasked === 0 ? [] : [info(t('Of {count} nobody was asked how they went.', { count: unasked }))]),
    ...looked.flatMap((one) => {
      const { service } = one;
      if (!isMeant(service)) return [];
      if (hasFailed(one))
        return [warn(t('{service} was not looked at: {reason}', { service, reason: say(one.failed) }))];
      const failure = failures.get(service);
      const noVersions = versionFailures.get(service);
      return [
        ...one.missing.map((environment) =>
          info(t('{service} has no branch for {environment}.', { service, environment })),
        ),
        ...one.environments.flatMap(({ environment, seen }) =>
          seen === undefined
            ? []
            : [
                warn(
                  t('{service} on {environment} was last seen on {when}: of what came since nothing is known.', {
                    ...{ service, environment, when: fullWhen(seen) },
                  }),
                ),
              ],
        ),
        ...one.environments.flatMap(({ environment, ahead = 0 }) =>
          ahead === 0
            ? []
            : [
                warn(
                  t(
                    '{service} on {environment}: {count} deployments say a time that has not come yet, and are not shown.',
                    {
                      ...{ service, environment, count: ahead },
                    },
                  ),
                ),
              ],
        ),
        ...one.environments.flatMap(({ environment, cutAt }) =>
          cutAt === undefined
            ? []
            : [
                warn(
                  t('{service} on {environment}: of what was before {when} nothing is known.', {
                    service,
                    environment,
                    when: fullWhen(cutAt),
                  }),
                ),
              ],
        ),
        ...(noVersions
          ? [warn(t('The versions of {service} are not known: {reason}', { service, reason: say(noVersions) }))]
          : []),
        ...(failure
          ? [
              warn(
                t('What the forge says of the deployments of {service} is not known: {reason}', {
                  ...{ service, reason: say(failure) },
                }),
              ),
            ]
          : []),
      ];
    }),
    ...rows.flatMap(({ deployment: { service, environment, madeOn, commit } }) =>
      madeOn !== undefined && isMeant(service) && (view.environment === '' || view.environment === environment)
        ? [warn(`${service} · ${environment} · ${commit.slice(0, 10)}: ${rewrittenWords(madeOn)}`)]
        : [],
    ),
  ];
}
