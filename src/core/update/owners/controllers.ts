import type { ManifestObject } from '../../manifest/objects';
import { readManifestFile } from '../../manifest/read/readManifestFile';
import { groupOf } from '../../manifest/read/identity';
import { argoAnnotation, argoFile } from '../../promotion/rollback/imageMarks';
import type { ImageReference } from '../../registry/types';
import type { NamedText } from '../../images/treeImages';
import type { ImageOwner } from './owner';
import { names, textsAt } from './values';

const mayTell = /image\.toolkit\.fluxcd\.io|argocd-image-updater|kargo\.akuity\.io/;

/**
 * What the objects and files of a repository say of who updates images: Flux's ImageRepository, the annotations and objects of
 * Argo CD Image Updater and the file that it writes, Kargo's Warehouses and Stages.
 * @returns a question: who updates this image
 */
export function controllersIn(files: readonly NamedText[]): (image: ImageReference) => ImageOwner | undefined {
  const claims = files.flatMap(({ path, text }): readonly Claim[] => {
    if (argoFile.test(path)) return [{ by: 'argo', where: path, names: argoFileNames(text) }];
    if (!mayTell.test(text)) return [];
    return readManifestFile(path, text).objects.flatMap((object) => claimOf(object) ?? []);
  });
  return (image) => {
    const claim = claims.find((one) => one.names.some((text) => names(text, image)));
    return claim && { by: claim.by, where: claim.where };
  };
}

interface Claim extends ImageOwner {
  /** Names of images, with or without versions. */
  readonly names: readonly string[];
}

const imageKeys = new Set(['image', 'imageName', 'repoURL', 'repo']);

function claimOf({ identity: { apiVersion, kind }, value, file: where }: ManifestObject): Claim | undefined {
  switch (groupOf(apiVersion)) {
    case 'image.toolkit.fluxcd.io':
      return kind === 'ImageRepository' ? { by: 'flux', where, names: textsAt(value['spec'], imageKeys) } : undefined;
    case 'kargo.akuity.io':
      return { by: 'kargo', where, names: textsAt(value['spec'], imageKeys) };
    case 'argocd-image-updater.argoproj.io':
      return { by: 'argo', where, names: textsAt(value['spec'], imageKeys).flatMap(constrained) };
    default: {
      const listed = textsAt(value['metadata'], new Set([argoAnnotation])).flatMap((text) => text.split(','));
      return listed.length > 0 ? { by: 'argo', where, names: listed.flatMap(constrained) } : undefined;
    }
  }
}

/** Argo CD Image Updater writes `alias=name:constraint`; a constraint may be a range, which no tag can be. */
function constrained(text: string): readonly string[] {
  const image = text.trim().replace(/^[^=/:]*=/, '');
  return [image, image.replace(/:[^:/]*$/, '')];
}

/** `kustomize.images` of `.argocd-source-NAME.yaml`, each as `[old=]name:tag`; or parameters of helm, of which any may be one. */
function argoFileNames(text: string): readonly string[] {
  const texts = text.match(/[^\s"',=[\]{}]+/g) ?? [];
  return texts.map((word) => word.replace(/^-/, ''));
}
