import * as z from 'zod';

const engines = ['kargo', 'promoter', 'argocd', 'other'] as const;

/** An engine that a catalog may name; `argocd` is its source hydrator. */
export type DeclaredEngine = (typeof engines)[number];

/** Who moves the branch of an environment, as the team says: nobody but people, or an engine, and where that is told what to do. */
export type MovedBy =
  { readonly kind: 'people' } | { readonly kind: 'engine'; readonly engine: DeclaredEngine; readonly at?: EnginePlace };

/** A cluster, and the namespace to look in where not all of them may be read. */
export interface EnginePlace {
  readonly cluster:
    { readonly kind: 'context'; readonly context: string } | { readonly kind: 'server'; readonly server: string };
  readonly namespace?: string;
}

const at = z
  .strictObject({
    context: z.string().min(1).optional().describe('Name of a context in the kubeconfig.'),
    server: z
      .string()
      .regex(/^https?:\/\/\S+$/, 'address')
      .optional()
      .describe('Address of the API server, where people name their contexts differently.'),
    namespace: z.string().min(1).optional().describe('Where to look for whoever may not read all namespaces.'),
  })
  .refine(({ context, server }) => (context === undefined) !== (server === undefined), {
    message: 'Give either a context or a server.',
  })
  .meta({
    description: 'The cluster where the engine is told what to move, where that is another than the one deployed to.',
    oneOf: [{ required: ['context'] }, { required: ['server'] }],
  });

/** How `movedBy` is written in a catalog. */
export const movedByFile = z
  .union([
    z.literal('people'),
    z.strictObject({
      engine: z.enum(engines).describe('Kargo, GitOps Promoter, Argo CD’s source hydrator, or another one.'),
      at: at.optional(),
    }),
  ])
  .describe(
    'Who moves the branch: people, and nobody has to look whether an engine does; or an engine, and nothing is opened beside it.',
  );

/** What a catalog says, as it is meant. */
export function movedBy(said: z.infer<typeof movedByFile>): MovedBy {
  if (said === 'people') return { kind: 'people' };
  const { engine, at: place } = said;
  const cluster = place && addressOf(place);
  if (!cluster) return { kind: 'engine', engine };
  const { namespace } = place;
  return { kind: 'engine', engine, at: { cluster, ...(namespace === undefined ? {} : { namespace }) } };
}

/** With places filled in, where its engine is named by service or environment. */
export function fillMovedBy(said: MovedBy, fill: (text: string) => string): MovedBy {
  if (said.kind === 'people' || !said.at) return said;
  const { cluster, namespace } = said.at;
  const at: EnginePlace = {
    cluster: cluster.kind === 'context' ? { kind: 'context', context: fill(cluster.context) } : cluster,
    ...(namespace === undefined ? {} : { namespace: fill(namespace) }),
  };
  return { ...said, at };
}

function addressOf({ context, server }: z.infer<typeof at>): EnginePlace['cluster'] | undefined {
  if (context !== undefined) return { kind: 'context', context };
  return server === undefined ? undefined : { kind: 'server', server };
}
