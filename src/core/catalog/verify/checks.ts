import { durationMs } from '../duration';
import type { CheckFile } from './schema';

/** What a team wants to be true of an environment once it runs a commit. `{service}` and `{environment}` are filled in. */
export type Check = { readonly name: string; readonly timeoutMs: number } & (
  | HttpCheck
  | ConditionCheck
  | { readonly kind: 'job'; readonly job: string }
  | { readonly kind: 'command'; readonly command: readonly string[] }
);

export interface HttpCheck {
  readonly kind: 'http';
  readonly url: string;
  readonly status: number;
  readonly json: readonly { readonly path: string; readonly equals: string | number | boolean | null }[];
  /** A regular expression that an `Automaton` can read. */
  readonly body?: string;
}

export interface ConditionCheck {
  readonly kind: 'condition';
  readonly object: { readonly apiVersion: string; readonly kind: string; readonly name: string };
  readonly type: string;
  readonly status: string;
}

const usualMs = { http: 10_000, condition: 10_000, job: 10_000, command: 300_000 };

/** A check as it is run, of one that is right. */
export function checkOf(said: CheckFile): Check {
  const what = whatOf(said);
  const { name, timeout = '' } = said;
  return { name, timeoutMs: durationMs(timeout) ?? usualMs[what.kind], ...what };
}

function whatOf({ http, condition, job, command }: CheckFile) {
  if (http) {
    const { url, status = 200, json = [], body } = http;
    return { kind: 'http', url, status, json, ...(body === undefined ? {} : { body }) } as const;
  }
  if (condition) {
    const { type, status = 'True', ...object } = condition;
    return { kind: 'condition', object, type, status } as const;
  }
  if (job !== undefined) return { kind: 'job', job } as const;
  return { kind: 'command', command: command ?? [] } as const;
}

/** @param filled a text with its places filled in */
export function fillChecks(checks: readonly Check[], filled: (text: string) => string): readonly Check[] {
  return checks.map((check): Check => {
    switch (check.kind) {
      case 'http':
        return { ...check, url: filled(check.url) };
      case 'condition':
        return { ...check, object: { ...check.object, name: filled(check.object.name) } };
      case 'job':
        return { ...check, job: filled(check.job) };
      case 'command':
        return { ...check, command: check.command.map(filled) };
    }
  });
}
