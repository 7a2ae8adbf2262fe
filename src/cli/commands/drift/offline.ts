import { basename } from 'node:path';
import { bundledSchema } from '../../../core/cluster/schemas/bundled';
import { isSchemaDocument, loadSchemas } from '../../../core/cluster/schemas/load';
import type { Schemas } from '../../../core/cluster/schemas/schema';
import { compareManifests } from '../../../core/drift/compare';
import { withOrphans } from '../../../core/drift/orphans';
import type { DriftReport } from '../../../core/drift/report';
import type { ManifestFile } from '../../../core/manifest/objects';
import { readManifestFile } from '../../../core/manifest/read/readManifestFile';
import type { CliContext } from '../../context';
import { readDocuments, type ReadDocument } from './documents';
import { DriftInputError } from './errors';
import { readFiles } from './files';
import { liveFrom } from './liveFiles';

export interface OfflineOptions {
  readonly desired: string;
  readonly live: string;
  readonly schema?: string;
  readonly namespace?: string;
}

/** Compares files with files: no cluster, no network. */
export async function compareOffline(options: OfflineOptions, context: CliContext): Promise<DriftReport> {
  const { desired, live, schema, namespace } = options;
  const [files, liveTexts, schemas] = await Promise.all([
    readDesired(desired, context),
    readFiles(live, context),
    schema === undefined ? undefined : readSchemas(schema, context),
  ]);
  const strange: ReadDocument[] = [];
  const world = liveFrom(liveTexts, (document) => strange.push(document));
  // An error's text that was kept as an answer: it does not say that there is nothing. An empty file or list does.
  if (strange.length > 0 && world.objects.length === 0) throw DriftInputError.empty(live, 'Kubernetes objects');
  for (const { file, line } of strange) {
    context.warn(`branchline: ${file}:${line}: this is no Kubernetes object, and is passed over.`);
  }
  const report = compareManifests(files, world, {
    schemaOf: (kind) => schemas?.schema(kind) ?? bundledSchema(kind),
    ...(namespace === undefined ? {} : { namespace }),
  });
  return withOrphans(report, files, world, namespace);
}

/** What tools build objects from is not applied itself. */
const buildFile = /^(kustomization\.ya?ml|Chart\.ya?ml)$/i;

async function readDesired(path: string, context: CliContext): Promise<readonly ManifestFile[]> {
  const texts = await readFiles(path, context);
  const [built, applied] = [texts.filter(isBuildFile), texts.filter((file) => !isBuildFile(file))];
  for (const { name } of built) {
    context.warn(`branchline: ${name} is passed over: it says how to build objects; give what is built from it.`);
  }
  const files = applied.map(({ name, text }) => readManifestFile(name, text));
  const isEmpty = files.every(({ objects, problems }) => objects.length === 0 && problems.length === 0);
  if (isEmpty) throw DriftInputError.empty(path, 'Kubernetes objects');
  return files;
}

function isBuildFile({ name }: { readonly name: string }): boolean {
  return buildFile.test(basename(name));
}

async function readSchemas(path: string, context: CliContext): Promise<Schemas> {
  const documents = (await readFiles(path, context)).flatMap(readDocuments).map(({ value }) => value);
  if (!documents.some(isSchemaDocument)) {
    throw DriftInputError.empty(path, 'OpenAPI v3 documents or CustomResourceDefinitions');
  }
  return loadSchemas(documents);
}
