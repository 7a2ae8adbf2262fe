import type { PullRequest } from '../forge/types';
import { inEnglish, type Message } from '../support/message';
import type { Sha } from '../support/sha';

/** What stands on the forge, and in git, of one service of a train on one step of its way. */
export type CarSeen =
  /** No pull request of the train is there, open or ended. */
  | { readonly kind: 'none' }
  | (SeenPullRequest & {
      readonly kind: 'open';
      readonly mergeable: PullRequest['mergeable'];
      /** The tree that it says that it brings; nothing where this run has opened it. */
      readonly promised?: Sha;
    })
  /** It was closed, and did not land. */
  | (SeenPullRequest & { readonly kind: 'closed' })
  | (LandedCar & { readonly kind: 'landed'; readonly pullRequest: SeenPullRequest | undefined })
  /** Somebody or something did not answer. */
  | { readonly kind: 'unknown'; readonly said: string };

/** One that landed is told of by the commits alone, where the forge lists it no more. */
export interface SeenPullRequest {
  readonly number: number;
  readonly url: string;
  /** It says that the train was stopped. */
  readonly saysStopped?: boolean;
}

interface LandedCar {
  /** The tree that it said that it brings. */
  readonly promised: Sha;
  /** The commit of the target's first-parent history that it became; nothing where that is not known. */
  readonly deployment: Sha | undefined;
  /** All that it brought there, the newest first; nothing where that is not known. */
  readonly commits: readonly Sha[] | undefined;
  /** What the target had from then on; nothing where that is not known. */
  readonly tree: Sha | undefined;
  readonly verdict: LandedVerdict;
}

/** Whether what landed runs well, by its pipeline and by what the catalog asks for before it goes on. Unknown never passes. */
export interface LandedVerdict {
  readonly kind:
    | 'passed'
    | 'failed'
    | 'waiting'
    | 'unknown'
    /** All that was reported passed, and nobody can tell whether that is all. */
    | 'unproven'
    /** The branch went on before its pipeline passed. */
    | 'overtaken'
    /** It is not in force any more, or a pull request that takes it back is open. */
    | 'rolledBack';
  /** In English, with the evidence. */
  readonly said: string;
  /** The same sentences for who speaks another language. */
  readonly told?: readonly Message[];
  /** Of what a person may say that it has passed: the second half of what names exactly what was seen. */
  readonly word?: string;
  /** Of `rolledBack`: which of its commits. */
  readonly taken?: readonly Sha[];
}

/** Sentences, one after the other, in both forms. */
export function toldAs(...told: readonly Message[]): Required<Pick<LandedVerdict, 'said' | 'told'>> {
  return { said: told.map(inEnglish).join(' '), told };
}
