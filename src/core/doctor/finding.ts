import type { SourcePosition } from '../catalog/source';
import type { Message, MessageValues } from '../support/message';
import type { CheckName } from './checks/names';
import type { Code } from './rules';
import type { Severity } from './rules/rule';

/** What of the catalog a finding is about, where it is not the service's entry as a whole. */
export type Spot =
  | { readonly kind: 'key' | 'path' | 'image'; readonly text: string }
  | { readonly kind: 'ignore'; readonly key: string; readonly ofKind: string }
  | { readonly kind: 'check'; readonly name: string }
  | { readonly kind: 'content' }
  | { readonly kind: 'environment' }
  | { readonly kind: 'at'; readonly position: SourcePosition };

/** A rule that is broken, as a check says it. */
export interface Found {
  readonly kind: 'found';
  readonly code: Code;
  /** Nothing where it concerns the service as a whole. */
  readonly environment?: string;
  readonly values: MessageValues;
  readonly spot?: Spot;
}

/** Not looked at, and so not known to be fine. */
export interface Unseen {
  readonly kind: 'notChecked';
  readonly check: CheckName;
  readonly environment?: string;
  readonly said: Message;
}

export type Outcome = Found | Unseen;

/** One finding, ready to be told. Every text is one line that may be shown. */
export interface Finding {
  readonly code: Code;
  readonly severity: Severity;
  /** Nothing where it concerns a cluster or the catalog. */
  readonly service?: string;
  readonly environment?: string;
  /** Where the catalog says what it is about. */
  readonly position?: SourcePosition;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
  /** The page on the forge where it is mended. Nothing where that is elsewhere, or where its address is not plainly one of the web. */
  readonly page?: string;
}

export interface NotChecked {
  readonly check: CheckName;
  readonly service?: string;
  readonly environment?: string;
  readonly said: string;
}

export interface Report {
  readonly services: number;
  /** The gravest first, then in the order of the catalog. */
  readonly findings: readonly Finding[];
  readonly notChecked: readonly NotChecked[];
}
