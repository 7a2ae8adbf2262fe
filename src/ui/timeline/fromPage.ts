import * as z from 'zod';
import type { FromPage } from '../../timeline/protocol/timeline';

const name = z.string().max(500);
const fromPage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.enum(['range', 'environment', 'service', 'look']), id: name }),
  z.object({ kind: z.literal('act'), offer: name, about: name }),
]);

/** What the page said; nothing for what it never says. */
export function readFromPage(said: unknown): FromPage | undefined {
  return fromPage.safeParse(said).data;
}
