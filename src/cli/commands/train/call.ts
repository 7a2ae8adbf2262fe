import type { RelayOption } from '../../repository/options';

/** What every `branchline train` takes. */
export interface TrainCall {
  readonly catalog?: string;
  readonly json?: boolean;
  readonly unknownOwner?: boolean;
}

/** What a train is made of. */
export interface MakeCall extends TrainCall {
  readonly services?: readonly string[];
  readonly allReady?: boolean;
  /** Each the services of a wave. */
  readonly wave?: readonly (readonly string[])[];
}

export interface StartCall extends MakeCall {
  /** The name that the preview gave it. */
  readonly expect: string;
}

/** Where a train that is under way is looked for. */
export interface FindCall extends TrainCall {
  readonly services?: readonly string[];
}

export interface ContinueCall extends FindCall, RelayOption {
  readonly skip?: readonly string[];
  readonly again?: readonly string[];
  /** Each `NAME=BASE..COMMIT`. */
  readonly acceptMoved?: readonly string[];
  /** That it was stopped counts no more. */
  readonly resume?: boolean;
  readonly dryRun?: boolean;
  /** Open only what a dry run has shown. */
  readonly expect?: string;
  readonly wait?: boolean;
  readonly timeout: string;
}

export interface StopCall extends FindCall {
  readonly close?: boolean;
}

export interface BackCall extends FindCall {
  readonly dryRun?: boolean;
  readonly expect?: string;
}
