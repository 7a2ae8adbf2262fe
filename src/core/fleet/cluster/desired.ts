import { treeFiles } from '../../change/treeFiles';
import type { ContentRules, Environment } from '../../catalog/catalog';
import type { Repository } from '../../git/repository';
import type { ManifestFile, ManifestObject, Span } from '../../manifest/objects';
import { RenderCache } from '../../manifest/render/cache';
import type { Rendered, RenderedObject } from '../../manifest/render/rendered';
import { renderEnvironment } from '../../manifest/render/renderEnvironment';
import { groupBy } from '../../support/groupBy';
import { message } from '../../support/message';
import type { Unknown } from '../../support/observation';
import type { Sha } from '../../support/sha';
import { shownRendering, type ShownRendering } from './shownRendering';

/** What a branch says should run: the objects of its manifests. */
export interface Desired {
  readonly files: readonly ManifestFile[];
  readonly renderer: 'plain' | 'kustomize' | 'helm';
  /** What the renderer printed, and the files that it was made of; nothing for plain files. */
  readonly rendering?: ShownRendering & { readonly sources: ReadonlyMap<string, Sha> };
  /** Why the manifests could not be rendered; then there are no objects to compare. */
  readonly unrendered?: Unknown;
}

/** Whether a branch names an object, by its kind and its name. */
export function namedBy({ files }: Desired): (kind: string, name: string) => boolean {
  const named = files.flatMap(({ objects }) => objects).map(({ identity }) => `${identity.kind}/${identity.name}`);
  const names = new Set(named);
  return (kind, name) => names.has(`${kind}/${name}`);
}

const cache = new RenderCache();

/** Line 0 is no line: where a renderer put a value together, nobody can say where it is written. */
const nowhere: Span = { start: 0, end: 0, line: 0 };

/** Renders the manifests of one environment at a commit. @throws GitError */
export async function desiredOf(
  repository: Repository,
  commit: Sha,
  content: ContentRules,
  environment: Environment,
  signal: AbortSignal,
): Promise<Desired> {
  const tree = await treeFiles(repository, (await repository.commit(commit)).tree);
  const rendered = await renderEnvironment(tree, content, environment.name, { signal, cache });
  if (rendered.kind === 'unrendered') {
    const said = message('{reason}', { reason: rendered.message });
    return { files: [], renderer: 'plain', unrendered: { kind: 'unknown', reason: 'invalid', said } };
  }
  const { renderer, text } = rendered;
  const files = filesOf(rendered);
  if (text === undefined) return { files, renderer };
  return { files, renderer, rendering: { ...shownRendering(text), sources: tree.blobs } };
}

/** Objects under the file that they stem from, with the problems of reading. */
function filesOf(rendered: Extract<Rendered, { readonly kind: 'rendered' }>): readonly ManifestFile[] {
  const objects = rendered.objects.map((object) =>
    rendered.renderer === 'plain' ? object.object : inRepository(object),
  );
  const byFile = groupBy(objects, ({ file }) => file);
  const problems = groupBy(rendered.problems, ({ file }) => file);
  const names = new Set([...byFile.keys(), ...problems.keys()]);
  return [...names].map((file) => ({ file, objects: byFile.get(file) ?? [], problems: problems.get(file) ?? [] }));
}

/** A rendered object, placed where the repository has it. A value that another file sets has no line in this one. */
function inRepository(rendered: RenderedObject): ManifestObject {
  const { object } = rendered;
  const own = rendered.source(['kind']);
  if (!own) return { ...object, span: nowhere, locate: () => nowhere };
  return {
    ...object,
    file: own.file,
    span: own.span,
    locate: (path) => {
      const place = rendered.source(path);
      return place?.file === own.file ? place.span : nowhere;
    },
  };
}
