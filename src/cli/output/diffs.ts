import type { ChangeResult } from '../../core/change/changeResult';
import { changedFiles } from '../../core/change/changedFiles';
import type { Repository } from '../../core/git/repository';
import { Staging, type FileEdit } from '../../core/git/staging';
import { hidesDifference } from '../../core/manifest/secrecy/hidden';
import { maskFile } from '../../core/manifest/secrecy/mask';
import { fileRolesOf } from '../../core/promotion/content/fileRoles';
import type { Sha } from '../../core/support/sha';

/** A change as `git diff` writes it, values of Secrets as `***`. */
export interface Diffs {
  /** Of the files. */
  readonly diff: string;
  /** Of what the renderer makes of them; nothing where the files are applied as they are. */
  readonly renderedDiff?: string;
}

const longest = 200_000;

/**
 * What a person reads before they agree. Masked texts are compared, so that no value of a Secret comes near a terminal.
 * @see docs/promotion.md, "Promoting"
 */
export async function diffsOf(
  repository: Repository,
  trees: { readonly before: Sha; readonly after: Sha },
  { files, rendered }: ChangeResult,
  signal: AbortSignal,
): Promise<Diffs> {
  const staging = new Staging(repository);
  const roles = await fileRolesOf(repository, [trees.before, trees.after]);
  const sides = new Map<string, Sides>();
  const masked = async (tree: Sha, side: 'before' | 'after'): Promise<Sha> => {
    const edits = new Map<string, FileEdit>();
    for (const { path, [side]: sha } of files) {
      const entry = sha === undefined ? undefined : await repository.entryAt(tree, path);
      if (!entry || entry.mode === '160000') continue;
      const data = await repository.blob(entry.sha);
      // Git says of such a file that it differs, and no more.
      if (data.includes(0)) continue;
      const text = data.toString('utf8');
      const shown = maskFile(path, text, roles.of(path));
      sides.set(path, { ...sides.get(path), [side]: { text, shown } });
      if (shown !== text) edits.set(path, { mode: entry.mode, sha: staging.blob(Buffer.from(shown)) });
    }
    return staging.edit(tree, edits);
  };
  const [before, after] = [await masked(trees.before, 'before'), await masked(trees.after, 'after')];
  const alone = (text: string) => staging.blob(Buffer.from(text));
  const printed = rendered.kind === 'rendered' ? ([alone(rendered.before), alone(rendered.after)] as const) : undefined;
  await repository.write(staging, signal);
  const [visible, hidden] = [await between(repository, before, after, signal), await unseen()];
  const told = [
    ...hidden.map((path) => `${path}: values of a Secret differ, and are not shown\n`),
    ...besides(sides, hidden).map((path) => `${path}: values of a Secret differ here, too, and are not shown\n`),
  ];
  const diff = [visible, ...told].join('');
  if (!printed) return { diff };
  const renderedDiff = await between(repository, ...printed, signal);
  // What stands before are names of objects.
  return { diff, renderedDiff: renderedDiff.slice(Math.max(renderedDiff.search(/^@@/m), 0)) };

  /** Files that differ, and whose masked texts do not. */
  async function unseen(): Promise<readonly string[]> {
    const seen = new Set((await changedFiles(repository, before, after)).map(({ path }) => path));
    return files.flatMap(({ path }) => (seen.has(path) ? [] : [path]));
  }
}

interface Sides {
  readonly before?: Side;
  readonly after?: Side;
}

interface Side {
  readonly text: string;
  readonly shown: string;
}

/** Files of which more differs than the masked texts show. */
function besides(sides: ReadonlyMap<string, Sides>, hidden: readonly string[]): readonly string[] {
  return [...sides].flatMap(([path, { before, after }]) =>
    before && after && !hidden.includes(path) && hidesDifference(before, after) ? [path] : [],
  );
}

async function between(repository: Repository, before: Sha, after: Sha, signal: AbortSignal): Promise<string> {
  const args = ['diff', '--no-color', '--no-ext-diff', '--no-textconv', '--no-renames', before, after];
  const text = await repository.run({ args, signal });
  return text.length > longest ? `${text.slice(0, longest)}\n… the rest is left out\n` : text;
}
