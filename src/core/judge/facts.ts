import type { GateVerdict } from '../change/gates/gate';
import type { RenderedChange } from '../change/changeResult';
import type { ContentKey, PendingItem } from '../promotion/plan';
import type { Sha } from '../support/sha';
import type { Standing } from './standing';

/** What is judged: a pull request towards an environment branch, with the commits that were looked at. */
export interface Subject {
  readonly service: string;
  readonly environment: string;
  readonly number: number;
  readonly url: string;
  /** A text from outside, as the title is on the forge. */
  readonly title: string;
  readonly head: { readonly branch: string; readonly commit: Sha };
  readonly base: { readonly branch: string; readonly commit: Sha };
}

/** One thing that merging changes, with what was found out about it. */
export interface JudgedItem extends PendingItem {
  /** It belongs to the environment. */
  readonly owned: boolean;
  /** It belongs to the environment, and comes or goes with what it is in: promoting, or the same rollback, gives it so. */
  readonly given?: true;
  /** A value of a Secret that anybody can read. */
  readonly secret: boolean;
  /** Nothing where there is no upstream to hold it against, or none of it travels. */
  readonly standing?: Standing;
}

/** Where it comes from, by recomputation; what it says of itself is never enough. */
export type Origin =
  /** Nothing is promoted to this environment: there is no upstream to hold it against. */
  | { readonly kind: 'entry' }
  /** Our own: `exact` says that merging gives the very tree of a fresh promotion. */
  | { readonly kind: 'promotion'; readonly from: string; readonly source: Sha; readonly scope: Scope }
  | { readonly kind: 'rollback'; readonly said: string }
  | { readonly kind: 'refuted'; readonly said: string }
  /** Anybody's: `source` is the commit upstream that has all that came from there. */
  | {
      readonly kind: 'byHand';
      readonly from: string;
      readonly source: Sha | undefined;
      readonly comesFromSource: boolean;
      /** The head is a commit of the upstream branch itself. */
      readonly isSource: boolean;
      /** Its branch is called as ours are. */
      readonly isNamedAsOurs: boolean;
    };

export type Scope = 'exact' | 'differs' | 'partial';

export interface JudgedGates {
  readonly verdict: GateVerdict;
  /** The forge told of the commit's checks, if only that there are none. */
  readonly isHeard: boolean;
}

/** What kept an answer from being found. */
export interface Doubt {
  readonly about: 'plan' | 'gates' | 'sharedHead' | 'sharedStatus';
  readonly said: string;
}

export type Content =
  | { readonly kind: 'conflict'; readonly paths: readonly string[] }
  | { readonly kind: 'unrelated' }
  /** git's own check refuses the result. */
  | { readonly kind: 'unsound'; readonly said: string }
  | {
      readonly kind: 'merged';
      readonly origin: Origin;
      readonly items: readonly JudgedItem[];
      /** What the plan has and merging does not give. */
      readonly missing: readonly ContentKey[];
      /** Of exactly the source commit; nothing where nothing comes from upstream. */
      readonly gates: JudgedGates | undefined;
      readonly rendered: RenderedChange;
      readonly unreadable: readonly string[];
      readonly changesRules: boolean;
      /** Landing by rebase gives something else, or nobody knows; `same` also where the forge does not allow it. */
      readonly replay: 'same' | 'other' | 'unknown';
    };

/** All that was found out about a pull request. */
export interface Facts {
  readonly subject: Subject;
  readonly content: Content;
  readonly doubts: readonly Doubt[];
}
