import type { ContentRules } from '../catalog/catalog';
import { parseDocuments } from '../manifest/read/documents';
import type { Repository } from '../git/repository';
import { requireSoundTrees } from '../git/soundTrees';
import { maskSecrets } from '../manifest/secrecy/mask';
import type { ShownText } from '../manifest/secrecy/shown';
import { renderEnvironment } from '../manifest/render/renderEnvironment';
import type { Rendered, Unrendered } from '../manifest/render/rendered';
import type { Sha } from '../support/sha';
import { changedFiles, type ChangedFile } from './changedFiles';
import { treeFiles } from './treeFiles';

/** What a change makes of the objects that are applied. */
export type RenderedChange =
  /** The files are what is applied: their diff is the whole story. */
  | { readonly kind: 'plain' }
  /** Texts as the renderer prints them, Secrets masked. */
  | {
      readonly kind: 'rendered';
      readonly renderer: 'kustomize' | 'helm';
      readonly before: ShownText;
      readonly after: ShownText;
    }
  /** `broken`: it rendered before and does not any more; else nobody can tell, and why. */
  | {
      readonly kind: 'unrendered';
      readonly broken: boolean;
      readonly reason: Unrendered['reason'];
      readonly said: string;
    };

/** What a change does to files, and what they give once they are applied. */
export interface ChangeResult {
  readonly files: readonly ChangedFile[];
  readonly rendered: RenderedChange;
  /** Changed YAML files of the result that cannot be read. */
  readonly unreadable: readonly string[];
}

/**
 * Looks at what a change gives: it must still parse and, where kustomize or helm are there, render; where it does not,
 * it is said. The objects of both trees lie in the repository.
 * @throws GitError where the result holds what git's own check refuses
 * @see docs/promotion.md, "Promoting"
 */
export async function changeResult(
  repository: Repository,
  trees: { readonly before: Sha; readonly after: Sha },
  content: ContentRules,
  environment: string,
  signal: AbortSignal,
): Promise<ChangeResult> {
  await requireSoundTrees(repository, trees.before, trees.after);
  const files = await changedFiles(repository, trees.before, trees.after);
  const [rendered, unreadable] = await Promise.all([
    renderedChange(repository, trees, content, environment, signal),
    unreadableFiles(repository, files),
  ]);
  return { files, rendered, unreadable };
}

/** Renders both sides of a change for its environment, by the tools on this machine. */
async function renderedChange(
  repository: Repository,
  trees: { readonly before: Sha; readonly after: Sha },
  content: ContentRules,
  environment: string,
  signal: AbortSignal,
): Promise<RenderedChange> {
  const render = async (tree: Sha): Promise<Rendered> =>
    renderEnvironment(await treeFiles(repository, tree), content, environment, { signal });
  const [before, after] = await Promise.all([render(trees.before), render(trees.after)]);
  if (after.kind === 'unrendered') {
    const { reason, message: said } = after;
    return { kind: 'unrendered', broken: before.kind === 'rendered' && reason === 'failed', reason, said };
  }
  if (after.renderer === 'plain') return { kind: 'plain' };
  return {
    kind: 'rendered',
    renderer: after.renderer,
    before: maskSecrets(before.kind === 'rendered' ? (before.text ?? '') : ''),
    after: maskSecrets(after.text ?? ''),
  };
}

/** The changed YAML files of a result that cannot be read: it must still parse, and where it does not it is said. */
async function unreadableFiles(repository: Repository, files: readonly ChangedFile[]): Promise<readonly string[]> {
  const yaml = files.filter(({ path }) => /\.ya?ml$/i.test(path));
  const found = await Promise.all(
    yaml.map(async ({ path, after }) => {
      if (after === undefined) return [];
      const text = (await repository.blob(after)).toString('utf8');
      // A chart's template is a text that becomes YAML.
      if (text.includes('{{')) return [];
      const { documents, refused } = parseDocuments(text);
      return refused !== undefined || documents.some(({ errors }) => errors.length > 0) ? [path] : [];
    }),
  );
  return found.flat();
}
