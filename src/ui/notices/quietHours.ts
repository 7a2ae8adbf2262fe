/** A part of the day, in minutes since midnight; it may go over midnight. */
export interface QuietHours {
  readonly from: number;
  readonly to: number;
}

const format = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/;

/** Reads "22:00-07:00". @returns `none` of an empty text; nothing where it says something else */
export function parseQuietHours(text: string): QuietHours | 'none' | undefined {
  if (text.trim() === '') return 'none';
  const parts = format.exec(text.replace(/\s/g, ''));
  if (!parts) return undefined;
  const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = parts.slice(1).map(Number);
  return { from: fromHour * 60 + fromMinute, to: toHour * 60 + toMinute };
}

/** From its first minute to before its last; one that begins when it ends is the whole day. */
export function isQuiet({ from, to }: QuietHours, minuteOfDay: number): boolean {
  return from < to ? minuteOfDay >= from && minuteOfDay < to : minuteOfDay >= from || minuteOfDay < to;
}
