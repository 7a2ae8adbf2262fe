import * as z from 'zod';
import { mostAtOnce, shownParts, type FromPage } from '../../board/protocol/messages';
import { densities, groupings, sortings, usualView, type BoardView } from '../../board/protocol/view';
import { rowStates } from '../../board/protocol/board';

const longestText = 200;
/** No screen is higher than so many rows. */
const mostSeen = 1_000;
const name = z.string().max(2_000);
const place = z.object({ kind: z.enum(['service', 'cell', 'edge']), id: name });
const view = z.object({
  group: z.union([z.enum(groupings), z.templateLiteral(['label:', z.string().max(100)])]),
  sort: z.enum(sortings),
  density: z.enum(densities),
  text: z.string().max(longestText),
  states: z.array(z.enum(rowStates)).max(rowStates.length),
});

const fromPage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('view'), view }),
  z.object({ kind: z.literal('seen'), services: z.array(name).max(mostSeen) }),
  z.object({ kind: z.literal('look'), at: place.nullable() }),
  z.object({ kind: z.literal('act'), action: name, at: place, number: z.number().int().exactOptional() }),
  z.object({ kind: z.literal('prepare'), edges: z.array(name).max(mostAtOnce) }),
  z.object({
    kind: z.literal('propose'),
    chosen: z.array(z.object({ edge: name, commit: name })).max(mostAtOnce),
  }),
  z.object({ kind: z.literal('train'), edges: z.array(name).max(mostAtOnce) }),
  z.object({ kind: z.literal('stop') }),
  z.object({ kind: z.literal('forget') }),
  z.object({ kind: z.literal('show'), edge: name, part: z.enum(shownParts) }),
]);

/** What the page said; nothing for what it never says. */
export function readFromPage(said: unknown): FromPage | undefined {
  return fromPage.safeParse(said).data;
}

/** How the board was wanted last; the usual where nothing was kept, or by another version. */
export function readView(kept: unknown): BoardView {
  return view.safeParse(kept).data ?? usualView;
}
