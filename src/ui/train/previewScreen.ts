import * as vscode from 'vscode';
import type { Said } from '../../pages/protocol/said';
import type { CarCell, Part, TrainScreen } from '../../train/protocol/train';
import { short } from '../../core/support/sha';
import type { MadeDocument, MadeStep } from './documents';
import { pageWords, tableOf, trainHeadline } from './screenParts';
import { line, stepWords } from './trainWords';

const { t } = vscode.l10n;

/** The one preview of all: waves and services, the gates of each, what each brings by key, and what stays behind. */
export function previewScreen(made: MadeDocument): TrainScreen {
  const { train, way, waves, left, notes } = made;
  const steps = way.slice(1).map((to, index) => ({ from: way[index] ?? '', to }));
  const rows = waves.map((cars) =>
    cars.map(({ service, steps: seen }) => ({
      service: line(service),
      cells: steps.map((_step, index) => cellOf(seen[index], index)),
    })),
  );
  const count = waves.flat().length;
  return {
    headline: trainHeadline(way, count),
    standing: standingOf(made),
    offers: {
      main: train === null ? [] : [{ id: 'start', label: t('Open the First Wave'), icon: 'rocket' }],
      other: [
        { id: 'again', label: t('Look Again'), icon: 'refresh' },
        { id: 'close', label: t('Cancel'), icon: 'close' },
      ],
    },
    table: tableOf(steps, rows),
    parts: {
      headline: t('What each brings'),
      parts: waves.flatMap((cars, wave) =>
        cars.flatMap(({ service, source, steps: seen }) => seen.map((step) => partOf(service, source, wave, step))),
      ),
    },
    notes: [
      ...left.map(({ service, said }): Said => ({
        text: t('{service} stays behind: {said}', { service: line(service), said: line(said) }),
        icon: 'debug-step-over',
        tone: 'warning',
      })),
      ...notes.map((note): Said => ({ text: line(note), icon: 'info', tone: 'notice' })),
    ],
    words: pageWords(),
  };
}

function standingOf({ train, waves, left }: MadeDocument): TrainScreen['standing'] {
  if (train === null) {
    const text =
      waves.length === 0 ? t('Nothing goes') : t('No train: choose without what stays behind, or settle it first');
    return {
      title: { text, icon: 'warning', tone: 'warning' },
      lines: left.length === 0 ? [] : [{ text: t('What stays behind, and why, stands below.') }],
    };
  }
  const first = (waves[0] ?? []).map(({ service }) => line(service)).join(', ');
  return {
    title: { text: t('Nothing is opened yet'), icon: 'open-preview', tone: 'notice' },
    lines: [
      {
        text: t('First wave: {services}. Each later one begins once all of the one before has landed and passed.', {
          services: first,
        }),
      },
      {
        text: t(
          'This train is called {id}. The name stands for exactly what is shown here: if anything is another by the time that you say yes, nothing is opened.',
          { id: train },
        ),
      },
    ],
  };
}

function cellOf(step: MadeStep | undefined, index: number): CarCell | null {
  if (!step) return null;
  const held = (step.gates?.gates ?? []).filter(({ kind, required }) => required && kind !== 'passed');
  const guarded = step.protected ? [t('{environment} is protected', { environment: line(step.to) })] : [];
  const said: Said =
    index > 0
      ? { text: t('judged when its turn comes'), icon: 'circle-outline', tone: 'unknown' }
      : step.gates === undefined
        ? { text: t('its gates are not known'), icon: 'question', tone: 'unknown' }
        : held.length === 0
          ? { text: t('its gates have passed'), icon: 'pass', tone: 'fine' }
          : { text: t('held by its gates'), icon: 'lock', tone: 'warning' };
  return { said, more: [...held.map((gate) => line(gate.said)), ...guarded], choices: [] };
}

function partOf(service: string, source: string, wave: number, step: MadeStep): Part {
  const warn = (text: string): Said => ({ text, icon: 'warning', tone: 'warning' });
  return {
    headline: {
      text: t('{service} at {commit}, {step} (wave {wave})', {
        ...{ service: line(service), commit: short(source), step: stepWords(step), wave: wave + 1 },
      }),
    },
    lines: [
      ...step.changes.map((change): Said => ({ text: line(change) })),
      ...step.pending.map((place): Said => ({
        text: t('stays pending: {place}', { place: line(place) }),
        icon: 'circle-outline',
      })),
      ...step.unreadable.map((path) => warn(t('no valid YAML: {path}', { path: line(path) }))),
      ...(step.renders ? [] : [warn(t('it rendered before, and the result does not'))]),
    ],
  };
}
