import { PromotionError } from '../errors';
import type { PendingItem, ContentKey } from '../plan';

/**
 * The items that a person names in words: `cart.yaml`, `base/` (a folder), `cart.yaml#spec.replicas`, and, where a
 * file holds several objects, `cart.yaml#apps/Deployment/web#spec.replicas`. A key also means all keys below it; a
 * list item is written `containers[name=web]` or `containers.name=web`.
 * @throws PromotionError `notPending` for a name that means nothing that is pending
 */
export function itemsNamed(items: readonly PendingItem[], names: readonly string[]): readonly ContentKey[] {
  return names.flatMap((name) => {
    const found = items.filter((item) => means(name, item));
    if (found.length === 0) throw PromotionError.notPending(name);
    return found;
  });
}

function means(name: string, { path, key, document }: PendingItem): boolean {
  const [file = '', ...rest] = name.split('#');
  if (rest.length === 0) return path === file || (file.endsWith('/') && path.startsWith(file));
  if (path !== file || !key) return false;
  const wanted = plain(rest.at(-1) ?? '');
  const object = rest.length > 1 ? rest[0] : undefined;
  if (object !== undefined && object !== document) return false;
  const own = plain(key.join('.'));
  return own === wanted || own.startsWith(`${wanted}.`);
}

/** Brackets and quotes are ways of writing only. */
function plain(key: string): string {
  return key.replace(/\["?/g, '.').replace(/"?\]/g, '').replace(/^\./, '');
}
