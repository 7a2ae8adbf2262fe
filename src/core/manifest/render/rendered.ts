import type { ManifestObject, ManifestProblem, ObjectIdentity, Path, Span, ValueMap } from '../objects';

/** The files of one git tree, without a work tree. */
export interface TreeFiles {
  /** The tree's object name: the same name, the same content. */
  readonly tree: string;
  /** All paths, `/`-separated, relative to the repository's root. */
  readonly paths: readonly string[];
  /** Those of them that are no files: symbolic links and submodules. */
  readonly links: ReadonlySet<string>;
  read(path: string, signal: AbortSignal | undefined): Promise<Buffer>;
}

/** A place in a file of the repository. */
export interface SourceLine {
  readonly file: string;
  readonly span: Span;
}

/** An object as it would be applied. */
export interface RenderedObject {
  readonly identity: ObjectIdentity;
  readonly value: ValueMap;
  /** The object where it was read: in the repository's file, or in `Rendered.text`. */
  readonly object: ManifestObject;
  /**
   * Where in the repository a path's value is written; undefined where that is not certain.
   * A renderer puts values together from several files, and a guess would mark the wrong line.
   */
  source(path: Path): SourceLine | undefined;
}

export type Rendered =
  | {
      readonly kind: 'rendered';
      readonly renderer: 'plain' | 'kustomize' | 'helm';
      readonly objects: readonly RenderedObject[];
      readonly problems: readonly ManifestProblem[];
      /** What the renderer printed; absent for plain files. Holds Secrets: mask before showing. */
      readonly text?: string;
      /** Files whose templates give another result each time (random values, look-ups): what they make is unknown. */
      readonly unsteady: readonly string[];
    }
  | Unrendered;

/** Nothing is known of the content: never taken for "no objects". */
export interface Unrendered {
  readonly kind: 'unrendered';
  readonly reason: 'missingTool' | 'remoteBase' | 'refused' | 'failed' | 'timeout' | 'tooLarge' | 'noContent';
  /** For a person, in English: what is missing, or what went wrong. Never holds content of manifests. */
  readonly message: string;
}

export function unrendered(reason: Unrendered['reason'], message: string): Unrendered {
  return { kind: 'unrendered', reason, message };
}
