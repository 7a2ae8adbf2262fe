import type { Check } from '../../catalog/verify/checks';
import { deadline, delay } from '../../support/deadline';
import { isAbort } from '../../support/errors';
import { message } from '../../support/message';
import type { Requirement } from '../requirement';
import { shown, told } from '../shownLine';
import { runCommand, type CommandPlace } from './command';
import { tryHttp } from './http';
import { tryCondition, tryJob, type ObjectPlace } from './objects';
import type { CheckResult } from './result';

export interface ChecksWorld extends ObjectPlace, CommandPlace {}

/** Between two tries of one check. */
const againMs = 2_000;

/**
 * The checks of a team, one after the other in the order of the catalog, each until it has passed. They run while the
 * environment stands; where it falls, what had passed has to pass again.
 */
export class TeamChecks {
  private results = new Map<string, CheckResult>();
  private running: AbortController | undefined;

  /** @param onResult a result has come; @param onError what is a mistake of ours */
  constructor(
    private readonly checks: readonly Check[],
    private readonly world: ChecksWorld,
    private readonly onResult: () => void,
    private readonly onError: (error: unknown) => void,
  ) {}

  get requirements(): readonly Requirement[] {
    return this.checks.map(({ name }): Requirement => {
      const result = this.results.get(name) ?? { state: 'waiting', said: told(message('It has not run yet.')) };
      return { id: `check ${name}`, kind: 'check', subject: shown(`check ${name}`), ...result };
    });
  }

  /** Starts or ends them. */
  run(settled: boolean): void {
    if (settled === (this.running !== undefined)) return;
    if (settled) {
      const running = new AbortController();
      this.running = running;
      void this.runAll(running.signal).catch((error: unknown) => {
        if (!running.signal.aborted && !isAbort(error)) this.onError(error);
      });
      return;
    }
    this.running?.abort(new DOMException('Cancelled.', 'AbortError'));
    this.running = undefined;
    this.results = new Map();
  }

  private async runAll(signal: AbortSignal): Promise<void> {
    for (const check of this.checks) {
      for (;;) {
        const result = await this.tryOnce(check, signal);
        signal.throwIfAborted();
        this.results.set(check.name, result);
        this.onResult();
        if (result.isFinal) return;
        if (result.state === 'met') break;
        await delay(againMs, signal);
      }
    }
  }

  private tryOnce(check: Check, cancelled: AbortSignal): Promise<CheckResult> {
    const signal = deadline(cancelled, check.timeoutMs);
    switch (check.kind) {
      case 'http':
        return tryHttp(check, signal, cancelled);
      case 'condition':
        return inTime(tryCondition(check, this.world, signal), cancelled);
      case 'job':
        return inTime(tryJob(check.job, this.world, signal), cancelled);
      case 'command':
        return runCommand(check.command, this.world, signal, cancelled);
    }
  }
}

/** Whoever does not answer in time is asked again. */
function inTime(result: Promise<CheckResult>, cancelled: AbortSignal): Promise<CheckResult> {
  return result.catch((error: unknown) => {
    cancelled.throwIfAborted();
    if (!(error instanceof Error) || error.name !== 'TimeoutError') throw error;
    return { state: 'unknown', said: told(message('The cluster did not answer in time.')) };
  });
}
