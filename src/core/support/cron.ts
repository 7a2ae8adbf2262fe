/** The minutes at which a schedule begins, by the clocks of one place. */
export interface Schedule {
  /** @param wall a moment as the place's clocks show it, as if the place were at UTC */
  matches(wall: Date): boolean;
}

interface Field {
  readonly from: number;
  readonly to: number;
  readonly names?: readonly string[];
}

const minute: Field = { from: 0, to: 59 };
const hour: Field = { from: 0, to: 23 };
const dayOfMonth: Field = { from: 1, to: 31 };
const month: Field = {
  from: 1,
  to: 12,
  names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
};
const weekday: Field = { from: 0, to: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] };

/**
 * Reads a schedule of five fields (minute, hour, day, month, weekday), as `robfig/cron` does: stars, question marks, lists, ranges, steps,
 * names. Where neither day nor weekday is a star, one of both is enough. Nothing where it is none.
 * Source: github.com/robfig/cron, "CRON Expression Format".
 */
export function readSchedule(text: string): Schedule | undefined {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== 5) return undefined;
  const fields = [minute, hour, dayOfMonth, month, weekday].map((field, index) => readField(parts[index] ?? '', field));
  const [minutes, hours, days, months, weekdays] = fields;
  if (!minutes || !hours || !days || !months || !weekdays) return undefined;
  const isStar = (at: number) => /^[*?]/.test(parts[at] ?? '');
  return {
    matches: (wall) => {
      if (!minutes.has(wall.getUTCMinutes()) || !hours.has(wall.getUTCHours())) return false;
      if (!months.has(wall.getUTCMonth() + 1)) return false;
      const [byDay, byWeekday] = [days.has(wall.getUTCDate()), weekdays.has(wall.getUTCDay())];
      return isStar(2) || isStar(4) ? byDay && byWeekday : byDay || byWeekday;
    },
  };
}

function readField(text: string, field: Field): ReadonlySet<number> | undefined {
  const values = new Set<number>();
  for (const part of text.toLowerCase().split(',')) {
    const [range = '', stepText, ...more] = part.split('/');
    const step = stepText === undefined ? 1 : /^\d+$/.test(stepText) ? Number(stepText) : 0;
    const bounds = boundsOf(range, field, stepText !== undefined);
    if (!bounds || step < 1 || more.length > 0) return undefined;
    for (let value = bounds[0]; value <= bounds[1]; value += step) values.add(value);
  }
  return values;
}

/** `N/step` goes on to the end. */
function boundsOf(range: string, field: Field, hasStep: boolean): readonly [number, number] | undefined {
  if (range === '*' || range === '?') return [field.from, field.to];
  const [first, last, ...more] = range.split('-').map((text) => valueOf(text, field));
  if (first === undefined || more.length > 0 || (range.includes('-') && last === undefined)) return undefined;
  const end = last ?? (hasStep ? field.to : first);
  return first <= end ? [first, end] : undefined;
}

function valueOf(text: string, { from, to, names = [] }: Field): number | undefined {
  const named = names.indexOf(text);
  const value = named >= 0 ? named + from : /^\d{1,2}$/.test(text) ? Number(text) : undefined;
  return value !== undefined && value >= from && value <= to ? value : undefined;
}
