const statuses = new Set([301, 302, 303, 307, 308]);

/** As many as anybody follows one after the other. */
export const maxRedirects = 3;

/** Where an answer leads to; null where it is the answer itself. */
export function locationOf({ status, headers }: Response): string | null {
  return statuses.has(status) ? headers.get('location') : null;
}
