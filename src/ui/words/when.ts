import * as vscode from 'vscode';
import type { Instant } from '../../core/support/clock';

const formats = new Map<string, Intl.DateTimeFormat>();

/** `3 Nov, 14:02` in the person's language, on the clock of the machine that Branchline runs on; with the year where it is another. */
export function shortWhen(at: Instant, now: Instant): string {
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return formatOf('short', isThisYear ? {} : { year: 'numeric' }).format(at);
}

/** `3 November 2026 at 14:02 UTC`: with year and time zone, so that nobody takes it for another. */
export function fullWhen(at: Instant): string {
  return formatOf('long', { year: 'numeric', timeZoneName: 'short' }).format(at);
}

function formatOf(month: 'short' | 'long', more: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const options = { ...more, day: 'numeric', month, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const key = JSON.stringify([vscode.env.language, options]);
  const format = formats.get(key) ?? new Intl.DateTimeFormat(vscode.env.language, options);
  formats.set(key, format);
  return format;
}
