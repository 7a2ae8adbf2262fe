import type { LiveObject } from '../../../src/core/cluster/live';
import { listAt, mapAt, stringAt } from '../../../src/core/cluster/json';
import { compareManifests } from '../../../src/core/drift/compare';
import type { KindSchema } from '../../../src/core/cluster/schemas/schema';
import type { FieldDrift } from '../../../src/core/drift/report';
import type { ManifestObject, ObjectIdentity } from '../../../src/core/manifest/objects';
import type { Kubernetes } from '../../lab/real/kubernetes';
import type { Source } from './corpus';
import { Lines } from './lines';
import { additionsTo, changesOf, enumsOf, pointer, saysNothing, valueAt, type Mutation } from './mutations';

export interface Scene {
  readonly cluster: Kubernetes;
  readonly sources: readonly Source[];
  readonly live: readonly LiveObject[];
  /** OpenAPI v3. */
  readonly documents: readonly unknown[];
  readonly schemaOf: (identity: ObjectIdentity) => KindSchema | undefined;
  readonly namespace: string;
  /** Which ones are taken. */
  readonly seed: number;
}

export interface Outcome {
  readonly made: number;
  readonly found: number;
  /** No value was tried that the server takes. */
  readonly refused: number;
  /** The server took it and changed nothing, or what it means is the same. */
  readonly ignored: number;
  readonly missed: readonly string[];
}

/** One of so many is tried: all of them take minutes. */
const oneOf = Number(process.env['BRANCHLINE_MUTATIONS'] ?? 40);

/**
 * Has the server make each change of a person's, as `kubectl edit` would, without keeping it (a dry run answers with the
 * object as it would be, owners included), and looks for it in the comparison.
 */
export async function mutateAll(scene: Scene): Promise<Outcome> {
  const enums = enumsOf(scene.documents);
  const paths = new Paths(scene.cluster);
  const outcome = { made: 0, found: 0, refused: 0, ignored: 0, missed: [] as string[] };
  let at = scene.seed;
  for (const source of scene.sources) {
    const lines = new Lines(source.text);
    for (const object of source.file.objects) {
      const live = scene.live.find((candidate) => isSame(candidate, object, scene.namespace));
      if (!live) continue;
      const path = await paths.of(live);
      const root = scene.schemaOf(object.identity)?.root;
      for (const mutation of [...changesOf(object.value, enums), ...additionsTo(object.value, live, root)]) {
        if (at++ % oneOf !== 0) continue;
        outcome.made += 1;
        const made = await make(scene.cluster, path, live, mutation);
        if (made === 'refused' || made === 'ignored') {
          outcome[made] += 1;
          continue;
        }
        const problem = problemWith(find(scene, source, object, made), mutation, object, lines);
        if (problem === undefined) outcome.found += 1;
        else if (saysNothing(mutation, live)) outcome.ignored += 1;
        else
          outcome.missed.push(
            `${object.identity.kind}/${object.identity.name} ${mutation.what} ${pointer(mutation.at)}: ${problem}`,
          );
      }
    }
  }
  return outcome;
}

function isSame({ apiVersion, kind, metadata }: LiveObject, { identity }: ManifestObject, usual: string): boolean {
  return (
    apiVersion === identity.apiVersion &&
    kind === identity.kind &&
    metadata.name === identity.name &&
    (metadata.namespace === undefined || metadata.namespace === (identity.namespace ?? usual))
  );
}

async function make(
  cluster: Kubernetes,
  path: string,
  live: LiveObject,
  { at, tries }: Mutation,
): Promise<LiveObject | 'refused' | 'ignored'> {
  const before = JSON.stringify(valueAt(live, at));
  let isTaken = false;
  for (const change of tries) {
    const answer = await cluster.as('admin').send('PATCH', `${path}?dryRun=All&fieldManager=kubectl-edit`, {
      body: [change],
      type: 'application/json-patch+json',
    });
    if (answer.status !== 200) continue;
    isTaken = true;
    if (JSON.stringify(valueAt(answer.body, at)) !== before) return answer.body as LiveObject;
  }
  return isTaken ? 'ignored' : 'refused';
}

function find(scene: Scene, { file }: Source, object: ManifestObject, live: LiveObject): readonly FieldDrift[] {
  const report = compareManifests(
    [{ ...file, problems: [], objects: [object] }],
    { objects: [live], unseen: () => undefined },
    { schemaOf: scene.schemaOf, namespace: scene.namespace },
  );
  return report.objects.flatMap(({ fields }) => fields);
}

/** It is to be found at its line, or where the whole stands that it is part of: a list that is one value, an item. */
function problemWith(
  found: readonly FieldDrift[],
  { at, what }: Mutation,
  object: ManifestObject,
  lines: Lines,
): string | undefined {
  const wanted = what === 'addition' ? ['extra', 'changed', 'masked'] : ['changed', 'missing', 'masked'];
  const hits = found.filter(({ verdict }) => wanted.includes(verdict));
  if (hits.length === 0)
    return `not found; ${found.map(({ path, verdict }) => `${path} ${verdict}`).join(', ') || 'nothing is'}`;
  const whole = at.map((_, index) => lines.of(object.span.start, at.slice(0, index + 1)));
  const own = whole.findLast((line) => line !== undefined) ?? object.span.line;
  const isThere = ({ line, path }: FieldDrift) =>
    line === own || (line === object.span.line && at.length === 1) || (whole.includes(line) && isPartOf(at, path));
  return hits.some(isThere) ? undefined : `line ${hits.map(({ line }) => line).join()} instead of ${own}`;
}

/** Whether a path as text leads to this place or to something that holds it. */
function isPartOf(at: Mutation['at'], text: string): boolean {
  const keys = at.filter((step) => typeof step === 'string');
  const named = text
    .replaceAll(/\[(?!")[^\]]*\]/g, '')
    .split(/\.|\["|"\]/)
    .filter((key) => key !== '');
  return named.length <= keys.length;
}

/** Addresses of objects, as discovery tells them. */
class Paths {
  private readonly resources = new Map<string, Promise<ReadonlyMap<string, string>>>();

  constructor(private readonly cluster: Kubernetes) {}

  async of({ apiVersion, kind, metadata }: LiveObject): Promise<string> {
    const base = `${apiVersion.includes('/') ? '/apis' : '/api'}/${apiVersion}`;
    const known = this.resources.get(apiVersion) ?? this.read(base);
    this.resources.set(apiVersion, known);
    const within = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`;
    return `${base}${within}/${(await known).get(kind)}/${encodeURIComponent(metadata.name)}`;
  }

  private async read(base: string): Promise<ReadonlyMap<string, string>> {
    const resources = listAt(mapAt({ answer: await this.cluster.as('admin').ask('GET', base) }, 'answer'), 'resources');
    return new Map(
      resources.flatMap((resource) => {
        const [name, kind] = [stringAt(resource, 'name'), stringAt(resource, 'kind')];
        return name === undefined || kind === undefined || name.includes('/') ? [] : [[kind, name] as const];
      }),
    );
  }
}
