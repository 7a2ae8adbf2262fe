import type { Answered, CommandLine } from '../commandLine/commandLine';
import {
  backDocument,
  madeDocument,
  reportDocument,
  reportDocuments,
  stopDocument,
  type BackDocument,
  type DecisionDocument,
  type MadeDocument,
  type ReportDocument,
  type StopDocument,
} from './documents';

/** What a train is made of. */
export interface TrainWish {
  readonly way: readonly string[];
  readonly services: readonly string[];
  /** The order that a person gave; the catalog's where there is none. */
  readonly waves?: readonly (readonly string[])[];
}

/** A train that is there, and services of the catalog that may tell of it; all are asked where none is known. */
export interface NamedTrain {
  readonly id: string;
  readonly services: readonly string[];
}

/** `branchline train`, as the editor calls it. What is written is bound to what a person was shown (`--expect`). */
export class TrainCalls {
  constructor(private readonly line: Pick<CommandLine, 'ask'>) {}

  plan(wish: TrainWish, signal: AbortSignal): Promise<Answered<MadeDocument>> {
    return this.line.ask(['train', 'plan'], [...wishArgs(wish)], madeDocument, signal);
  }

  start(wish: TrainWish, expect: string, signal: AbortSignal): Promise<Answered<ReportDocument>> {
    return this.line.ask(['train', 'start'], ['--expect', expect, ...wishArgs(wish)], reportDocument, signal);
  }

  status(train: NamedTrain, signal: AbortSignal): Promise<Answered<ReportDocument>> {
    return this.line.ask(['train', 'status'], [...trainArgs(train)], reportDocument, signal);
  }

  /** All that are under way, as far as pull requests that are open, or ended lately, tell. */
  all(signal: AbortSignal): Promise<Answered<readonly ReportDocument[]>> {
    return this.line.ask(['train', 'status'], [], reportDocuments, signal);
  }

  /** What going on would open. */
  wouldGoOn(
    train: NamedTrain,
    decisions: readonly DecisionDocument[],
    isResumed: boolean,
    signal: AbortSignal,
  ): Promise<Answered<ReportDocument>> {
    const args = ['--dry-run', ...decisionArgs(decisions, isResumed), ...trainArgs(train)];
    return this.line.ask(['train', 'continue'], args, reportDocument, signal);
  }

  /** @param expect what that has shown */
  goOn(
    train: NamedTrain,
    decisions: readonly DecisionDocument[],
    isResumed: boolean,
    expect: string,
    signal: AbortSignal,
  ): Promise<Answered<ReportDocument>> {
    const args = ['--expect', expect, ...decisionArgs(decisions, isResumed), ...trainArgs(train)];
    return this.line.ask(['train', 'continue'], args, reportDocument, signal);
  }

  stop(train: NamedTrain, signal: AbortSignal): Promise<Answered<StopDocument>> {
    return this.line.ask(['train', 'stop'], ['--close', ...trainArgs(train)], stopDocument, signal);
  }

  waysBack(train: NamedTrain, signal: AbortSignal): Promise<Answered<BackDocument>> {
    return this.line.ask(['train', 'back'], ['--dry-run', ...trainArgs(train)], backDocument, signal);
  }

  goBack(train: NamedTrain, expect: string, signal: AbortSignal): Promise<Answered<BackDocument>> {
    return this.line.ask(['train', 'back'], ['--expect', expect, ...trainArgs(train)], backDocument, signal);
  }
}

/** Names of a catalog stand behind `--`, or behind their flag: none of them is taken for a flag. */
function wishArgs({ way, services, waves }: TrainWish): readonly string[] {
  const order = (waves ?? []).flatMap((names) => ['--wave', names.join(',')]);
  return ['--services', services.join(','), ...order, '--', ...way];
}

function trainArgs({ id, services }: NamedTrain): readonly string[] {
  return [...(services.length === 0 ? [] : ['--services', services.join(',')]), '--', id];
}

function decisionArgs(decisions: readonly DecisionDocument[], isResumed: boolean): readonly string[] {
  const said = decisions.flatMap(({ kind, service, word }) => {
    if (kind === 'skip') return ['--skip', service];
    if (kind === 'again') return ['--again', service];
    return word === undefined ? [] : ['--accept-moved', word];
  });
  return [...said, ...(isResumed ? ['--resume'] : [])];
}
