import { BranchlineError } from '../support/errors';
import { inEnglish, message, type Message } from '../support/message';
import type { Sha } from '../support/sha';
import type { Problem } from './source';

/** The catalog could not be read at all. What is wrong inside it is a `Problem`. */
export class CatalogError extends BranchlineError {
  static unreadable(path: string, cause: unknown): CatalogError {
    return new CatalogError('catalog/unreadable', message('{path} could not be read.', { path }), { cause });
  }

  static misnamed(path: string, name: string): CatalogError {
    return new CatalogError('catalog/misnamed', message('{path} is not read. Rename it to {name}.', { path, name }));
  }

  /** It was valid before: what was read then is shown, and nothing is done by it. */
  static notValidNow({ line, column, said }: Problem): CatalogError {
    return new CatalogError(
      'catalog/notValidNow',
      message(
        'branchline.yaml is not valid, line {line}, column {column}: {problem} What it said before is only shown: nothing is promoted, rolled back or returned by it.',
        { line, column, problem: inEnglish(said) },
      ),
      { remedy: { title: message('Open the Catalog'), command: 'branchline.openCatalog', args: [{ line, column }] } },
    );
  }

  static none(): CatalogError {
    return new CatalogError('catalog/none', message('There is no branchline.yaml.'));
  }

  static notListed(service: string): CatalogError {
    return new CatalogError(
      'catalog/notListed',
      message('The catalog does not list {service} under "services", so nothing can be said of it there. Add it.', {
        service,
      }),
    );
  }

  static notEditable(service: string): CatalogError {
    return new CatalogError(
      'catalog/notEditable',
      message('The entry of {service} in the catalog is written in a way that cannot be edited safely.', { service }),
    );
  }
}

/** Where the rules that a repository sets for itself stand. Line and column count from 1. */
export interface RulesPlace {
  readonly service: string;
  readonly file: string;
  /** Of the branch or ref that it was read from. */
  readonly branch: string;
  readonly commit: Sha;
  /** The file's content, where it is a file. */
  readonly blob?: Sha;
  readonly line?: number;
  readonly column?: number;
}

/** What a repository says of itself is there and cannot be read: then nothing that depends on it is judged or written. */
export class RulesError extends BranchlineError {
  constructor(
    readonly place: RulesPlace,
    problem: Message,
    options: { readonly cause?: unknown } = {},
  ) {
    super(
      'catalog/rulesUnreadable',
      message('{place}: {problem} Until it is mended there, nothing can be judged, promoted or rolled back.', {
        place: placeText(place),
        problem: inEnglish(problem),
      }),
      {
        ...options,
        ...(place.blob === undefined
          ? {}
          : { remedy: { title: message('Open the File'), command: 'branchline.openOwnRules', args: [place] } }),
      },
    );
  }
}

function placeText({ file, branch, commit, line, column }: RulesPlace): string {
  const at = line === undefined ? '' : `:${line}:${column ?? 1}`;
  return `${file}${at} (${branch}, ${commit.slice(0, 10)})`;
}
