import * as vscode from 'vscode';
import type { Hunt, KnownMark } from '../../core/bisect/hunt';
import { questionsAtMost } from '../../core/bisect/search';
import type { Instant } from '../../core/support/clock';
import type { Said } from '../../pages/protocol/said';
import type { BisectScreen } from '../../timeline/protocol/timeline';
import { short } from '../../core/support/sha';
import type { HistoryRow } from '../history/deployments';
import { cameWords, stoodWords } from '../words/deployment';

const { t } = vscode.l10n;

/** What is known of a deployment and who says so, in words and by a sign. */
export function markSaid(known: KnownMark | undefined): Said {
  if (!known) return { text: t('not known'), icon: 'circle-outline', tone: 'unknown' };
  const { mark, by } = known;
  if (mark === 'skip') return { text: t('cannot tell · you said'), icon: 'debug-step-over', tone: 'unknown' };
  const look =
    mark === 'good' ? ({ icon: 'pass', tone: 'fine' } as const) : ({ icon: 'error', tone: 'error' } as const);
  const isGood = mark === 'good';
  switch (by) {
    case 'person':
      return { ...look, text: isGood ? t('good · you said') : t('bad · you said') };
    case 'verdict':
      return { ...look, text: isGood ? t('good · its pipeline said') : t('bad · its pipeline said') };
    case 'assumed':
      return { ...look, text: t('bad · taken so, since you ask') };
  }
}

/** The version with the commit: many deployments may have the same version. */
export function nameOf({ version, deployment: { commit } }: HistoryRow): string {
  return version === undefined ? short(commit) : `${version} (${short(commit)})`;
}

/** What is to be done now, or how it ended. */
export function standingOf(hunt: Hunt, rows: ReadonlyMap<string, HistoryRow>, now: Instant): BisectScreen['standing'] {
  const { step, suspects, asked } = hunt;
  const versionOf = (commit = '') => {
    const row = rows.get(commit);
    return row ? nameOf(row) : short(commit);
  };
  switch (step.kind) {
    case 'none':
      return missingEnd(hunt, versionOf);
    case 'ask': {
      const row = rows.get(asked ?? '');
      const most = questionsAtMost(step.left);
      const title = t('Was {version} good?', { version: versionOf(asked) });
      return {
        title: { text: title, icon: 'question', tone: 'notice' },
        lines: [
          ...(row
            ? [
                {
                  text: t('It came {when}: {stood}.', {
                    when: cameWords(row.deployment, now),
                    stood: stoodWords(row.deployment.stood, now),
                  }),
                },
              ]
            : []),
          {
            text:
              most === 1
                ? t('The first bad one is one of {count}: at most 1 question more.', { count: step.left })
                : t('The first bad one is one of {count}: at most {most} questions more.', { count: step.left, most }),
          },
        ],
      };
    }
    case 'found': {
      const [suspect] = suspects;
      const [is, was] = [suspect, hunt.range[step.at - 1]].map((one = '') => hunt.marks.get(one));
      const isTold = is?.by === 'verdict' || was?.by === 'verdict';
      const told = t('It is {known}; the one before it is {before}.', {
        ...{ known: markSaid(is).text, before: markSaid(was).text },
      });
      return {
        title: { text: t('It broke with {version}', { version: versionOf(suspect) }), icon: 'target', tone: 'error' },
        lines: [
          { text: told },
          ...(isTold
            ? [{ text: t('Choose it in the list and say otherwise where you know better than the pipeline.') }]
            : []),
        ],
      };
    }
    case 'range':
      return {
        title: {
          text: t('It broke with one of these {count}: {versions}', {
            ...{ count: suspects.length, versions: suspects.map(versionOf).join(', ') },
          }),
          icon: 'target',
          tone: 'warning',
        },
        lines: [{ text: t('Which of them, cannot be told, since what lies between was skipped.') }],
      };
  }
}

function missingEnd({ marks }: Hunt, versionOf: (commit?: string) => string): BisectScreen['standing'] {
  const saidBad = [...marks].find(([, { mark }]) => mark === 'bad');
  const hasGood = [...marks.values()].some(({ mark }) => mark === 'good');
  const title = (text: string): Said => ({ text, icon: 'question', tone: 'notice' });
  if (!saidBad) {
    return {
      title: title(t('Which one was bad?')),
      lines: [{ text: t('Choose one from when it did not work, and say Bad.') }],
    };
  }
  if (hasGood) {
    return {
      title: title(t('Nothing that is bad is newer than what is good')),
      lines: [{ text: t('Choose a newer one that was bad, or an older one that was good.') }],
    };
  }
  const [commit, { by }] = saidBad;
  const version = versionOf(commit);
  return {
    title: title(t('Which one was good?')),
    lines: [
      { text: t('Choose one from when it still worked, and say Good.') },
      {
        text:
          by === 'assumed'
            ? t('What the branch has now, {version}, is taken for bad, since you ask. Say otherwise where it is not.', {
                version,
              })
            : t('{version} is bad.', { version }),
      },
    ],
  };
}
