import { byHand } from '../../../core/setup/byHand';
import { partName, type Item, type Standing } from '../../../core/setup/plan/item';
import type { PreparedSetup } from '../../../core/setup/prepare';
import { isComplete, type SetupOutcome } from '../../../core/setup/session';
import { partSaid } from '../../../core/setup/words';
import { inEnglish, type Message } from '../../../core/support/message';
import { oneLine } from '../../../core/support/oneLine';
import { redact } from '../../../core/support/redact';

const marks: Readonly<Record<Standing, string>> = { there: '✓', make: '+', differs: '≠', cannot: '✗', unknown: '?' };

export function setupText(outcome: SetupOutcome, prepared: PreparedSetup): string {
  const { items, made, mode } = outcome;
  const toMake = items.filter(({ standing }) => standing === 'make').length;
  return [
    `${prepared.service.name}: ${prepared.places.remote.url}`,
    ...items.flatMap((item) =>
      itemLines(
        item,
        prepared,
        made.some((part) => partName(part) === partName(item.part)),
      ),
    ),
    ...prepared.doubts.map((said) => `? not looked at: ${line(said)}`),
    ...(mode === 'applied' || toMake > 0 ? prepared.left.map((said) => `· left to you: ${line(said)}`) : []),
    lastLine(outcome, toMake),
  ].join('\n');
}

function lastLine(outcome: SetupOutcome, toMake: number): string {
  if (!isComplete(outcome)) {
    const begun = outcome.mode === 'planned' ? 'Nothing was made.' : 'Not all of it is there.';
    return `${begun} What is marked ≠, ✗ or ? is for a person to see to.`;
  }
  if (outcome.mode === 'planned' && toMake > 0) return `${toMake} to be made, none of it yet: run it again with --yes.`;
  return outcome.made.length > 0 ? 'All of it is there now.' : 'Nothing to do: all of it is there.';
}

function itemLines(item: Item, prepared: PreparedSetup, isNew: boolean): readonly string[] {
  const hand = byHand(item, prepared.wish);
  return [
    `  ${marks[item.standing]} ${inEnglish(partSaid(item.part, prepared))}${isNew ? ' (made now)' : ''}`,
    ...item.said.map((said) => `      ${line(said)}`),
    ...(item.part.kind === 'branches' && item.standing === 'make' ? pathLines(prepared) : []),
    ...(hand ? [`      → ${line(hand)}`] : []),
  ];
}

const mostPaths = 60;

function pathLines({ paths }: PreparedSetup): readonly string[] {
  return [...paths].flatMap(([branch, all]) => [
    `      ${branch}: ${all.length} files`,
    ...all.slice(0, mostPaths).map((path) => `        ${oneLine(path)}`),
    ...(all.length > mostPaths ? [`        … and ${all.length - mostPaths} more`] : []),
  ]);
}

/** Words of forges and templates stand in it: one line, without what looks like a credential. */
function line(said: Message): string {
  return redact(oneLine(inEnglish(said), 700));
}

export function setupDocument(outcome: SetupOutcome, prepared: PreparedSetup): object {
  const { items, made, mode } = outcome;
  return {
    service: prepared.service.name,
    repository: { ...prepared.wish.repository, address: prepared.places.remote.url },
    mode,
    complete: isComplete(outcome),
    made: made.map(partName),
    items: items.map((item) => {
      const hand = byHand(item, prepared.wish);
      const { kind, ...rest } = item.part;
      return {
        part: kind,
        ...rest,
        standing: item.standing,
        said: item.said.map(line),
        ...(hand ? { byHand: line(hand) } : {}),
      };
    }),
    files: Object.fromEntries(prepared.paths),
    notLookedAt: prepared.doubts.map(line),
    leftToYou: prepared.left.map(line),
  };
}
