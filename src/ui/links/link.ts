import * as z from 'zod';

const name = z.string().min(1).max(300);
const schemas = {
  cell: z.object({ service: name, environment: name }),
  edge: z.object({ service: name, from: name, to: name }),
  pullRequest: z.object({ service: name, number: z.coerce.number().int().positive() }),
};

/** What a link leads to. */
export type Link =
  | ({ readonly kind: 'cell' } & z.infer<typeof schemas.cell>)
  | ({ readonly kind: 'edge' } & z.infer<typeof schemas.edge>)
  | ({ readonly kind: 'pullRequest' } & z.infer<typeof schemas.pullRequest>);

const paths = { cell: '/environment', edge: '/promotion', pullRequest: '/pull-request' } as const;

/** The part of an address that says where it leads. */
export interface LinkAddress {
  readonly path: string;
  readonly query: string;
}

export function addressOf({ kind, ...values }: Link): LinkAddress {
  const texts = Object.entries(values).map(([key, value]): [string, string] => [key, String(value)]);
  return { path: paths[kind], query: new URLSearchParams(texts).toString() };
}

/** @returns nothing where it leads nowhere that is known; a name in it may be anything */
export function parseLink({ path, query }: LinkAddress): Link | undefined {
  if (query.length > 2_000) return undefined;
  const values = Object.fromEntries(new URLSearchParams(query));
  for (const kind of ['cell', 'edge', 'pullRequest'] as const) {
    if (path !== paths[kind]) continue;
    const parsed = schemas[kind].safeParse(values);
    return parsed.success ? ({ kind, ...parsed.data } as Link) : undefined;
  }
  return undefined;
}
