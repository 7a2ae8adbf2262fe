/** What comparing has to know of kinds: from a cluster, from files, or the bundled table. */
export { bundledSchema } from './schemas/bundled';
export { ClusterSchemas, type SchemaCache } from './schemas/clusterSchemas';
export { isSchemaDocument, loadSchemas } from './schemas/load';
export type { KindSchema, SchemaNode } from './schemas/schema';
