import type { ImageRule } from '../catalog/update/rules';
import { readImageName } from '../registry/imageName';

/**
 * One rule for each image. What a service says of one comes first and wins, however the image is spelled: `nginx` is
 * `docker.io/library/nginx`.
 */
export function firstOfEach(rules: readonly ImageRule[]): readonly ImageRule[] {
  const first = new Map<string, ImageRule>();
  for (const rule of rules) {
    const name = placeOf(rule);
    if (!first.has(name)) first.set(name, rule);
  }
  return [...first.values()];
}

/** A name that no image can have is one by itself: what is wrong with it is told where it is asked for. */
function placeOf({ image }: ImageRule): string {
  try {
    const { registry, repository } = readImageName(image);
    return `${registry}/${repository}`;
  } catch {
    return image;
  }
}
