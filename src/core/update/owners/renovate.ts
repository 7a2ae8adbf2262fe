import type { Value } from '../../manifest/objects';
import { isMapValue } from '../../manifest/read/identity';
import { compose } from '../../manifest/read/compose';
import { parseDocuments } from '../../manifest/read/documents';
import { valueOf } from '../../manifest/read/value';
import type { ImageReference } from '../../registry/types';
import { names } from './values';

/** Where Renovate looks for its configuration, in its order. Source: docs.renovatebot.com/configuration-options. */
export const renovateFiles: readonly string[] = [
  'renovate.json',
  'renovate.json5',
  '.github/renovate.json',
  '.github/renovate.json5',
  '.gitlab/renovate.json',
  '.gitlab/renovate.json5',
  '.renovaterc',
  '.renovaterc.json',
  '.renovaterc.json5',
];

/**
 * Whether Renovate, configured so, may update an image on a branch. It does unless the configuration says clearly that it
 * does not: it is off, other branches are named, no manager for manifests is on, the image is ignored.
 * @param text of its configuration; one that cannot be read says nothing clearly
 * @param isDefault whether that is the branch which Renovate looks after where none is named
 */
export function renovateMayUpdate(
  text: string,
  image: ImageReference,
  { branch, isDefault }: { readonly branch: string; readonly isDefault: boolean },
): boolean {
  const config = read(text);
  if (config === undefined) return true;
  if (config['enabled'] === false) return false;
  const branches = [...listAt(config, 'baseBranches'), ...listAt(config, 'baseBranchPatterns')];
  if (branches.length === 0 ? !isDefault : !branches.some((one) => one === branch || /[^\w./-]/.test(one))) {
    return false;
  }
  const managers = listAt(config, 'enabledManagers');
  if (managers.length > 0 && !managers.some((one) => /kubernetes|kustomize|helm|argocd|flux|regex|custom/.test(one))) {
    return false;
  }
  return !listAt(config, 'ignoreDeps').some((one) => names(one, image));
}

/** JSON, with or without comments, is read as the YAML that it mostly is. */
function read(text: string) {
  const { documents, refused } = parseDocuments(text);
  const [document] = documents;
  if (refused !== undefined || !document || documents.length > 1 || document.errors.length > 0) return undefined;
  try {
    const root = compose(document);
    const value: Value = root ? valueOf(root, 'kubectl') : null;
    return isMapValue(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function listAt(config: Readonly<Record<string, Value>>, key: string): readonly string[] {
  const list = config[key];
  return Array.isArray(list) ? (list as readonly Value[]).filter((item) => typeof item === 'string') : [];
}
