import { resolved, type ListNode, type MapNode } from '../manifest/read/nodes';
import { fieldAt, scalarAt } from './siteReader';

const fileName = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/;

/** Whether a document is one of kustomize's: it says so, or says nothing and the file is called so. Flux's have images, too. */
export function isKustomization(path: string, root: MapNode): boolean {
  const kind = scalarAt(root, 'kind')?.text;
  if (kind === undefined) return fileName.test(path);
  const version = scalarAt(root, 'apiVersion')?.text ?? '';
  if (kind === 'Kustomization' && /^kustomize\.(?:config\.k8s|toolkit\.fluxcd)\.io\//.test(version)) return true;
  return (kind === 'Kustomization' || kind === 'Component') && fileName.test(path);
}

/** The lists in which it names images. */
export function kustomizeLists(root: MapNode): readonly { readonly list: ListNode; readonly key: readonly string[] }[] {
  const own = listAt(root, 'images');
  const spec = fieldAt(root, 'spec');
  const flux = spec && resolved(spec).kind === 'map' ? listAt(spec, 'images') : undefined;
  return [...(own ? [{ list: own, key: ['images'] }] : []), ...(flux ? [{ list: flux, key: ['spec', 'images'] }] : [])];
}

function listAt(node: Parameters<typeof fieldAt>[0], key: string): ListNode | undefined {
  const field = fieldAt(node, key);
  const list = field && resolved(field);
  return list?.kind === 'list' ? list : undefined;
}
