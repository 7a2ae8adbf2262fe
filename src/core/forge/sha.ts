import * as z from 'zod';

/** A whole name of a commit, as forges tell it. */
export const sha = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
