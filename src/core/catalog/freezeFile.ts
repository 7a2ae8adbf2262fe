import { message } from '../support/message';
import { instantPattern, timeOfDayPattern, type FreezeFile } from './file';
import type { FreezeWindow } from './freeze';
import type { Path, Problem, Source } from './source';

/** What a schema cannot say of a freeze: that its ends are of one kind, in order, real dates, and in a real time zone. */
export function checkFreeze({ from, to, days, timeZone }: FreezeFile, path: Path, source: Source): readonly Problem[] {
  const ends = [
    ['from', from],
    ['to', to],
  ] as const;
  if (days === undefined) {
    const bad = ends.flatMap(([key, value]) =>
      isInstant(value)
        ? []
        : [
            source.problem(
              [...path, key],
              message(
                '"{value}" must be a date with time and offset, such as 2026-12-20T18:00:00+01:00, or add "days".',
                {
                  value,
                },
              ),
            ),
          ],
    );
    if (bad.length > 0) return bad;
    if (timeZone !== undefined) {
      return [
        source.problem([...path, 'timeZone'], message('"timeZone" belongs to "days": a date has its own offset.')),
      ];
    }
    if (Date.parse(from) < Date.parse(to)) return [];
    return [source.problem([...path, 'to'], message('The freeze must end after it begins.'))];
  }
  const bad = ends.flatMap(([key, value]) =>
    timeOfDayPattern.test(value)
      ? []
      : [source.problem([...path, key], message('"{value}" must be a time of day, such as 16:00.', { value }))],
  );
  if (timeZone === undefined) {
    return [...bad, source.problem([...path, 'days'], message('Say whose clocks are meant: add "timeZone".'))];
  }
  if (isTimeZone(timeZone)) return bad;
  const said = message('"{value}" is not a time zone. Write it as Europe/Zurich or UTC.', { value: timeZone });
  return [...bad, source.problem([...path, 'timeZone'], said)];
}

/** Of a window that was checked. */
export function freezeWindow({ from, to, days, timeZone, reason }: FreezeFile): FreezeWindow {
  const why = reason === undefined ? {} : { reason };
  if (days === undefined || timeZone === undefined) {
    return { kind: 'once', from: Date.parse(from), to: Date.parse(to), ...why };
  }
  return { kind: 'weekly', days, from: minutesOf(from), to: minutesOf(to), timeZone, ...why };
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

/** Also a day that the month has: JavaScript makes 2 March of 30 February. */
function isInstant(text: string): boolean {
  if (!instantPattern.test(text) || Number.isNaN(Date.parse(text))) return false;
  const day = text.slice(0, 10);
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false; // how Intl says so
  }
}
