const maxAttempts = 3_000;

/**
 * A shorter text that still fails: parts are left out, large ones first, lines before characters. What fast-check shrank
 * by its grammar gets shorter here by what no grammar knows.
 */
export async function minimised(text: string, fails: (shorter: string) => Promise<boolean>): Promise<string> {
  let attempts = 0;
  let best = text;
  for (const separator of ['\n', '']) {
    for (let size = Math.ceil(best.split(separator).length / 2); size >= 1; size = Math.floor(size / 2)) {
      for (let at = 0; at < best.split(separator).length && attempts < maxAttempts; attempts++) {
        const parts = best.split(separator);
        const shorter = [...parts.slice(0, at), ...parts.slice(at + size)].join(separator);
        if (shorter.length < best.length && (await fails(shorter))) best = shorter;
        else at += size;
      }
    }
  }
  return best;
}
