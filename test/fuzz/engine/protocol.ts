export type Task =
  | { readonly kind: 'random'; readonly target: string; readonly runs: number; readonly seed: number }
  | { readonly kind: 'kept'; readonly target: string };

/** An input that does not hold, and why. */
export interface Finding {
  readonly failure: string;
  readonly input: string;
  /** Where it is one that is kept. */
  readonly file?: string;
}

export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'tried'; readonly inputs: number }
  | { readonly kind: 'finding'; readonly finding: Finding }
  | { readonly kind: 'done' };
