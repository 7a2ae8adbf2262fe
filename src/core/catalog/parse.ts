import * as z from 'zod';
import { message } from '../support/message';
import type { Catalog, Service } from './catalog';
import { checkOwnedPaths, checkReferences, checkTemplates } from './check';
import { overrideContent, overrideTemplates } from './content';
import { catalogFile, currentVersion, repositoryFile } from './file';
import { problemsOf } from './issues';
import { resolveCatalog } from './resolve';
import { Source, type Problem, type Path } from './source';

export type { Problem } from './source';

export type ParsedCatalog =
  | { readonly kind: 'ok'; readonly catalog: Catalog; readonly warnings: readonly Problem[] }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

/**
 * Reads `branchline.yaml`. Never throws: whatever the text is, the answer is a catalog or the list of what is wrong,
 * each at its line and column and with what to do.
 *
 * @param where `path` of the file, for the catalog's origin; `folder` (absolute), from which relative paths start
 */
export function parseCatalog(text: string, where: { path: string; folder: string }): ParsedCatalog {
  const source = new Source(text);
  const file = readAs(catalogFile, source, 'required');
  if (file.kind === 'invalid') return file;
  const references = checkReferences(file.value, source);
  if (references.length > 0) return { kind: 'invalid', problems: inOrder(references) };
  const { catalog, problems, warnings } = resolveCatalog(file.value, where, source);
  if (problems.length > 0) return { kind: 'invalid', problems: inOrder(problems) };
  return { kind: 'ok', catalog, warnings: inOrder(warnings) };
}

export type MergedService =
  | { readonly kind: 'ok'; readonly service: Service }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

/** The service with what its repository's own `.branchline.yaml` (`text`) says about its content and pull requests. */
export function mergeOwnFile(service: Service, text: string): MergedService {
  const source = new Source(text);
  const file = readAs(repositoryFile, source, 'optional');
  if (file.kind === 'invalid') return file;
  const { content, pullRequests } = file.value;
  if (content === undefined && pullRequests === undefined) {
    return { kind: 'invalid', problems: [source.problem([], message('"content" or "pullRequests" is missing.'))] };
  }
  const problems = [...checkTemplates(file.value, source), ...checkOwnedPaths(file.value, [], source)];
  if (problems.length > 0) return { kind: 'invalid', problems: inOrder(problems) };
  const own = overrideTemplates(service.pullRequests, pullRequests);
  return {
    kind: 'ok',
    service: {
      ...service,
      content: overrideContent(service.content, content),
      ...(own ? { pullRequests: own } : {}),
    },
  };
}

function readAs<T>(
  schema: z.ZodType<T>,
  source: Source,
  version: 'required' | 'optional',
): { kind: 'ok'; value: T } | { kind: 'invalid'; problems: readonly Problem[] } {
  const read = source.read();
  if (read.kind === 'invalid') return read;
  const wrongVersion = checkVersion(read.value, source, version);
  if (wrongVersion) return { kind: 'invalid', problems: [wrongVersion] };
  const parsed = schema.safeParse(read.value, { reportInput: true });
  if (parsed.success) return { kind: 'ok', value: parsed.data };
  return { kind: 'invalid', problems: inOrder(problemsOf(parsed.error, source, (path) => knownKeys(schema, path))) };
}

/** Asked first: of a file in another format nothing else that could be said would help. */
function checkVersion(value: unknown, source: Source, need: 'required' | 'optional'): Problem | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  if (!('version' in value)) {
    if (need === 'optional') return undefined;
    return source.problem(
      [],
      message('"version" is missing. Start the file with "version: {current}".', { current: currentVersion }),
    );
  }
  const { version } = value;
  if (version === currentVersion) return undefined;
  if (typeof version === 'number' && version > currentVersion) {
    return source.problem(
      ['version'],
      message('This file is of version {version}, and this Branchline reads version {current}. Update Branchline.', {
        version,
        current: currentVersion,
      }),
    );
  }
  return source.problem(['version'], message('The version must be the number {current}.', { current: currentVersion }));
}

function inOrder(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
}

/** The keys that a schema allows at a place of the file. */
export function knownKeys(schema: z.core.$ZodType, path: Path): readonly string[] {
  const [step, ...rest] = path;
  if (schema instanceof z.ZodOptional) return knownKeys(schema.unwrap(), path);
  if (step === undefined) return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  if (schema instanceof z.ZodArray) return knownKeys(schema.element, rest);
  if (schema instanceof z.ZodRecord) return knownKeys(schema.valueType, rest);
  const inner = schema instanceof z.ZodObject ? (schema.shape as Record<string, z.core.$ZodType>)[step] : undefined;
  return inner ? knownKeys(inner, rest) : [];
}
