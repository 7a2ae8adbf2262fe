import type { Value } from '../../manifest/objects';
import { RegistryError } from '../../registry/errors';
import { isSameImage, readImageName } from '../../registry/imageName';
import type { ImageReference } from '../../registry/types';

const deepest = 40;

/** The texts that stand at these keys, wherever they are in a value. */
export function textsAt(value: Value | undefined, keys: ReadonlySet<string>, depth = 0): readonly string[] {
  if (typeof value !== 'object' || value === null || depth > deepest) return [];
  if (Array.isArray(value)) return (value as readonly Value[]).flatMap((item) => textsAt(item, keys, depth + 1));
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'string' ? (keys.has(key) ? [inner] : []) : textsAt(inner, keys, depth + 1),
  );
}

/** Whether a text names an image, whatever its version. */
export function names(text: string, image: ImageReference): boolean {
  try {
    return isSameImage(readImageName(text.trim()), image);
  } catch (error) {
    if (RegistryError.is(error, 'badName')) return false;
    throw error;
  }
}
