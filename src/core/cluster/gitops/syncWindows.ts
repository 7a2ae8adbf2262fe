import { goDurationMs } from '../../support/goDuration';
import * as z from 'zod';
import { readSchedule } from '../../support/cron';
import type { Instant } from '../../support/clock';
import { compileGlobs } from '../../support/globs';
import { stringAt } from '../json';
import type { LiveObject } from '../live';

const texts = z.array(z.string()).nullish();

const window = z.object({
  kind: z.enum(['allow', 'deny']),
  schedule: z.string(),
  duration: z.string(),
  applications: texts,
  namespaces: texts,
  clusters: texts,
  manualSync: z.boolean().optional(),
  timeZone: z.string().optional(),
  andOperator: z.boolean().optional(),
  description: z.string().optional(),
});

/** A time in which an Application may, or may not, be synced. */
export type SyncWindow = z.infer<typeof window>;

/** Whether an Application may be synced at a moment, and by which window it may not. */
export type SyncAllowed =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'blocked'; readonly by: readonly SyncWindow[]; readonly byHand: boolean }
  /** A window cannot be read: Argo CD refuses all syncs then. */
  | { readonly kind: 'unreadable' };

/** So many minutes are looked through for the beginning of a window: half a year. */
const mostMinutes = 183 * 24 * 60;

/** The windows of a project that concern an Application; nothing where they cannot be read. Source: argo-cd, `SyncWindows.Matches`. */
export function windowsOf(project: LiveObject, application: LiveObject): readonly SyncWindow[] | undefined {
  const spec = z.object({ syncWindows: z.array(window).nullish() }).safeParse(project['spec'] ?? {});
  return spec.success ? (spec.data.syncWindows ?? []).filter((one) => isAbout(one, application)) : undefined;
}

function isAbout(window: SyncWindow, application: LiveObject): boolean {
  const at = (key: string) => stringAt(application, 'spec', 'destination', key) ?? '';
  const checks = [
    [window.applications, [application.metadata.name]],
    [window.clusters, [at('name'), at('server')].filter((text) => text !== '')],
    [window.namespaces, [at('namespace')]],
  ] as const;
  const asked = checks.filter(([patterns]) => (patterns ?? []).length > 0);
  const fits = ([patterns, values]: (typeof checks)[number]) => values.some((value) => isMatch(patterns ?? [], value));
  return window.andOperator === true ? asked.length > 0 && asked.every(fits) : asked.some(fits);
}

function isMatch(patterns: readonly string[], value: string): boolean {
  return patterns.some((pattern) => pattern === value || compileGlobs([pattern], { bash: true })?.(value) === true);
}

/**
 * Whether a sync may begin at a moment: not while a window that denies it is on, nor outside of those that allow it where there
 * are some. Source: argo-cd, `SyncWindows.CanSync` and `Active` in pkg/apis/application/v1alpha1/types.go.
 */
export function mayWindowsSync(windows: readonly SyncWindow[], now: Instant): SyncAllowed {
  const judged = windows.map((one) => ({ one, isOn: isOn(one, now) }));
  if (judged.some(({ isOn }) => isOn === undefined)) return { kind: 'unreadable' };
  const denying = judged.filter(({ one, isOn }) => isOn === true && one.kind === 'deny').map(({ one }) => one);
  const byHand = (all: readonly SyncWindow[]) => all.every(({ manualSync }) => manualSync === true);
  if (denying.length > 0) return { kind: 'blocked', by: denying, byHand: byHand(denying) };
  const allowing = judged.filter(({ one }) => one.kind === 'allow');
  if (allowing.length === 0 || allowing.some(({ isOn }) => isOn === true)) return { kind: 'allowed' };
  const closed = allowing.map(({ one }) => one);
  return { kind: 'blocked', by: closed, byHand: byHand(closed) };
}

/** Of so many windows it is kept whether they are on: a project has a few, and each of its Applications asks for all of them. */
const mostKept = 1_000;
const kept = new Map<string, boolean | undefined>();
let keptMinute = Number.NaN;

/** Between two full minutes no window begins, nor ends one that lasts whole minutes: looked through once, whoever asks. */
function isOn(window: SyncWindow, now: Instant): boolean | undefined {
  if (now % 60_000 === 0 || window.duration.includes('s')) return isOnAt(window, now);
  const minute = Math.floor(now / 60_000);
  if (minute !== keptMinute || kept.size >= mostKept) kept.clear();
  keptMinute = minute;
  const key = JSON.stringify([window.schedule, window.duration, window.timeZone]);
  if (!kept.has(key)) kept.set(key, isOnAt(window, now));
  return kept.get(key);
}

/** By the offset that its time zone has now, as Argo CD has it: also for what began before the clocks were changed. */
function isOnAt({ schedule, duration, timeZone }: SyncWindow, now: Instant): boolean | undefined {
  const [begins, lasts] = [readSchedule(schedule), goDurationMs(duration)];
  if (!begins || lasts === undefined) return undefined;
  const wall = now + offsetOf(timeZone, now);
  const first = Math.max(wall - lasts, wall - mostMinutes * 60_000);
  for (let at = Math.ceil(wall / 60_000 - 1) * 60_000; at > first; at -= 60_000) {
    if (begins.matches(new Date(at))) return true;
  }
  return lasts > mostMinutes * 60_000 ? undefined : false;
}

/** A zone that is not known counts as UTC, as there. */
function offsetOf(timeZone: string | undefined, at: Instant): number {
  if (timeZone === undefined || timeZone === '') return 0;
  try {
    const format = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'longOffset' });
    const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
    return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
  } catch (error) {
    if (error instanceof RangeError) return 0;
    throw error;
  }
}
