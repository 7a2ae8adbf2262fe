import { placeText, itemText, section } from '../../output/text';
import { gateLines, gatesDocument } from '../../repository/gates';
import { oneLine } from '../../../core/support/oneLine';
import { short } from '../../../core/support/sha';
import { stepsOf } from '../../../core/train/manifest';
import type { MadeTrain, ReadyCar } from './make';
import type { PreparedStep } from './prepareStep';

/** What `train plan --json` prints. */
export function madeDocument({ way, train, waves, left, notes }: MadeTrain) {
  return {
    train: train?.id ?? null,
    way,
    waves: waves.map((cars) =>
      cars.map(({ car, steps }) => ({
        service: car.service,
        source: car.source,
        steps: steps.map(({ step, change, gates }, index) => ({
          from: step.from.name,
          to: step.to.name,
          base: change.base.commit,
          tree: change.head.tree,
          protected: step.to.protected,
          title: change.title,
          items: change.items,
          changes: change.items.map(itemText),
          pending: change.left.map(placeText),
          unreadable: change.unreadable,
          renders: rendersText(change.rendered) === undefined,
          ...(index === 0 && gates.verdict ? { gates: gatesDocument(gates.verdict) } : {}),
        })),
      })),
    ),
    left: left.map((car) => ({ service: car.service, why: car.kind, said: car.said })),
    notes,
  };
}

/** The one preview of all, for people. */
export function madeText(made: MadeTrain): string {
  const { way, train, waves, left, notes } = made;
  const count = waves.flat().length;
  return [
    `${way.join(' → ')}: ${count === 1 ? '1 service' : `${count} services`} in ${waves.length === 1 ? '1 wave' : `${waves.length} waves`}`,
    ...waves.flatMap((cars, index) => ['', `wave ${index + 1}:`, ...cars.flatMap(carLines)]),
    ...section(
      'stays behind',
      left.map((car) => `${car.service}: ${oneLine(car.said, 400)}`),
    ),
    ...section(
      'notes',
      notes.map((note) => oneLine(note, 400)),
    ),
    '',
    ...(train
      ? [`train ${train.id}`, `this and nothing else: branchline train start … --expect ${train.id}`]
      : nothing(made)),
  ].join('\n');
}

function nothing({ waves }: MadeTrain): readonly string[] {
  return [waves.length === 0 ? 'Nothing goes.' : 'No train: leave out what stays behind, or settle it first.'];
}

function carLines({ car, steps }: ReadyCar): readonly string[] {
  return [`  ${car.service} at ${short(car.source)}`, ...steps.flatMap(stepLines).map((line) => `    ${line}`)];
}

function stepLines({ step, change, gates }: PreparedStep): readonly string[] {
  const { items, left, unreadable, rendered } = change;
  const isGuarded = step.to.protected ? ' (protected)' : '';
  const broken = rendersText(rendered);
  return [
    `${step.from.name} → ${step.to.name}${isGuarded}, on ${short(change.base.commit)}:`,
    ...items.map((item) => `  ${itemText(item)}`),
    ...left.map((place) => `  stays pending: ${placeText(place)}`),
    ...unreadable.map((path) => `  ! no valid YAML: ${oneLine(path, 200)}`),
    ...(broken === undefined ? [] : [`  ! ${broken}`]),
    ...(gates.verdict ? gateLines(gatesDocument(gates.verdict)).map((line) => `  ${line}`) : []),
  ];
}

function rendersText(rendered: PreparedStep['change']['rendered']): string | undefined {
  return rendered.kind === 'unrendered' && rendered.broken
    ? `it rendered before, and the result does not: ${oneLine(rendered.said, 400)}`
    : undefined;
}

/** The way in words of each step, such as `dev → test`. */
export function wayText(way: readonly string[]): string {
  return stepsOf({ way })
    .map(({ from, to }) => `${from} → ${to}`)
    .join(', ');
}
