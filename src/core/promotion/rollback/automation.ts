import type { Commit } from '../../git/objects';
import type { Staging, FileEdit } from '../../git/staging';
import type { Sha } from '../../support/sha';
import { applyChanges } from '../../manifest/merge/applyChanges';
import { authorOf } from '../../manifest/secrecy/commits';
import type { ShownText } from '../../manifest/secrecy/shown';
import { keyedContent, type ContentReader } from '../content/content';
import { argoAnnotation, argoFile, fluxUpdater, policyComment } from './imageMarks';

/**
 * Something that writes newer images into a branch by itself, and so would undo a rollback within minutes.
 * @see docs/promotion.md, "Rolling back"; argocd-image-updater#1249, flux2#4676
 */
export type ImageAutomation =
  /** Flux: a line that an image policy sets. */
  | { readonly kind: 'marker'; readonly path: string; readonly policy: string }
  /** Flux: what sets those lines, where it lies in this repository. */
  | { readonly kind: 'updater'; readonly path: string; readonly isSuspended: boolean }
  /** Argo CD Image Updater: its annotations, or the file that it writes. */
  | { readonly kind: 'argo'; readonly path: string }
  /** A bot made one of the newest deployments. */
  | { readonly kind: 'bot'; readonly author: ShownText; readonly commit: Sha };

const botName = /\[bot\]$|\bfluxcdbot\b|^flux$|image-updater|renovate|dependabot|\bbot\b/i;

const mostFiles = 2_000;
const newestDeployments = 3;

/** Whether its author is called as programs are that commit by themselves. */
export function isByBot({ author }: Pick<Commit, 'author'>): boolean {
  return botName.test(author.name);
}

/** What writes images into this tree, or wrote the newest deployments. */
export async function imageAutomation(
  { repository }: ContentReader,
  tree: Sha,
  newest: readonly Sha[],
): Promise<readonly ImageAutomation[]> {
  const files = (await repository.files(tree)).filter(({ path }) => /\.ya?ml$/i.test(path)).slice(0, mostFiles);
  const found = await Promise.all(
    files.map(async ({ path, sha, mode }): Promise<readonly ImageAutomation[]> => {
      if (mode !== '100644' && mode !== '100755') return [];
      const text = (await repository.blob(sha)).toString('utf8');
      const policies = new Set([...text.matchAll(policyComment)].map(([, policy = '']) => policy));
      return [
        ...[...policies].map((policy) => ({ kind: 'marker' as const, path, policy })),
        ...(fluxUpdater.test(text) ? [{ kind: 'updater' as const, path, isSuspended: isSuspended(text) }] : []),
        ...(text.includes(argoAnnotation) || argoFile.test(path) ? [{ kind: 'argo' as const, path }] : []),
      ];
    }),
  );
  const commits = await Promise.all(newest.slice(0, newestDeployments).map((sha) => repository.commit(sha)));
  const bot = commits.findIndex(isByBot);
  const made = commits[bot];
  const by = newest[bot];
  const bots = made && by ? [{ kind: 'bot' as const, author: authorOf(made), commit: by }] : [];
  return [...found.flat(), ...bots];
}

function isSuspended(text: string): boolean {
  return /^[ \t]+suspend:[ \t]*true\b/m.test(text);
}

/**
 * What else has to be edited so that what is found stops: an updater that lies in the repository is suspended; where
 * none does, its markers are taken from the lines, which pins them.
 *
 * @param fileAt a file as it will be
 */
export async function stoppingEdits(
  reader: ContentReader,
  staging: Staging,
  found: readonly ImageAutomation[],
  fileAt: (path: string) => Promise<FileEdit>,
): Promise<ReadonlyMap<string, FileEdit>> {
  const updaters = found.flatMap((one) => (one.kind === 'updater' && !one.isSuspended ? [one.path] : []));
  const lines = found.flatMap((one) => (one.kind === 'marker' ? [one.path] : []));
  const edits = new Map<string, FileEdit>();
  for (const path of new Set(updaters.length > 0 ? updaters : lines)) {
    const file = await fileAt(path);
    if (!file) continue;
    const text = (await staging.read(file.sha)).toString('utf8');
    const edited = updaters.length > 0 ? suspended(text, reader) : text.replace(policyComment, '');
    if (edited === undefined || edited === text) continue;
    edits.set(path, { mode: file.mode, sha: staging.blob(Buffer.from(edited)) });
  }
  return edits;
}

/** `spec.suspend: true` for each updater of the file; every other line stays. */
function suspended(text: string, { rules }: ContentReader): string | undefined {
  const flat = keyedContent(text, rules)?.flat;
  if (!flat) return undefined;
  const changes = flat.documents.flatMap(({ identity }) => {
    if (identity?.kind !== 'ImageUpdateAutomation') return [];
    const { apiVersion, kind, name, namespace } = identity;
    const place = namespace === undefined ? '' : `  namespace: ${JSON.stringify(namespace)}\n`;
    const meta = `metadata:\n  name: ${JSON.stringify(name)}\n${place}`;
    const wanted = keyedContent(`apiVersion: ${apiVersion}\nkind: ${kind}\n${meta}spec:\n  suspend: true\n`, rules);
    const entry = [...(wanted?.flat.entries.values() ?? [])].find(({ key }) => key.join('.') === 'spec.suspend');
    return entry ? [{ kind: 'set' as const, entry }] : [];
  });
  const edited = applyChanges(flat, changes, rules.merge);
  return edited.kind === 'refused' ? undefined : (edited.text ?? undefined);
}
