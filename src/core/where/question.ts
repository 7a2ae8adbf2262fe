/** What somebody looks for, by how they wrote it. */
export type Question =
  /** A commit of the configuration, by the beginning of its name; or, where there is none, a version of that name. */
  | { readonly kind: 'commit'; readonly text: string }
  | { readonly kind: 'pullRequest'; readonly text: string; readonly number: number }
  /** A word of commit messages, such as the key of an issue. */
  | { readonly kind: 'word'; readonly text: string }
  /** A version of an image: a tag or a digest. `name`: only of the image that is called so. */
  | { readonly kind: 'version'; readonly text: string; readonly name?: string; readonly version: string };

const digest = /^[a-z0-9]+:[0-9a-f]{32,128}$/;
/** What a registry takes for a tag. Source: OCI Distribution Specification, "Pulling manifests". */
const tag = /^\w[\w.-]{0,127}$/;

/**
 * Reads `4f2a91c`, `#12` or `!12`, `SHOP-311`, `2.11.0`, `sha256:…`, `registry.example.com/shop/cart:2.11.0`. Nothing for what is none
 * of these.
 */
export function readQuestion(text: string): Question | undefined {
  const number = /^[#!](\d{1,9})$/.exec(text)?.[1];
  if (number !== undefined) return { kind: 'pullRequest', text, number: Number(number) };
  if (/^[0-9a-f]{7,64}$/.test(text)) return { kind: 'commit', text };
  if (/^[A-Z][A-Z0-9_]+-\d+$/.test(text)) return { kind: 'word', text };
  if (digest.test(text)) return { kind: 'version', text, version: text };
  const [, name, version = ''] = /^([^\s@]+)@(\S+)$/.exec(text) ?? /^(\S+):([^/:]+)$/.exec(text) ?? [];
  if (name !== undefined) {
    return digest.test(version) || tag.test(version)
      ? { kind: 'version', text, name: untagged(name), version }
      : undefined;
  }
  return tag.test(text) ? { kind: 'version', text, version: text } : undefined;
}

/** Of `name:tag@digest` the digest is what counts. */
function untagged(name: string): string {
  return name.replace(/:[^/:]+$/, '');
}
