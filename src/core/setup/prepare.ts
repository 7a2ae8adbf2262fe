import { join } from 'node:path';
import type { Environment, Service } from '../catalog/catalog';
import type { Webhook } from '../forge/hosting';
import type { RepositoryRef } from '../forge/types';
import type { Disposable } from '../support/disposable';
import { BranchlineError } from '../support/errors';
import { message, type Message } from '../support/message';
import { oneLine } from '../support/oneLine';
import { accessManifests } from './access/manifests';
import { ManifestFile } from './access/file';
import { buildBranches, type Built } from './build/build';
import { checkContent, type Checked } from './build/check';
import { codeOwners, ownersFiles } from './content/codeOwners';
import { pipelineFiles, type Pipeline, type PipelineKind } from './content/pipeline';
import { fileAndFolder, isNamespace, type Files, type Place } from './content/place';
import type { CatalogPlace } from './catalog/listed';
import type { SetupPlaces } from './observe/observe';
import { protections } from './protections';
import { markerOf, type Wish } from './wish';

/** What somebody asked for, with everything found out that their words left open. */
export interface SetupRequest {
  readonly name: string;
  readonly owner: string;
  /** The folder with the files for a person to apply; nothing where nobody wants them. */
  readonly accessFolder: string | undefined;
  readonly private: boolean;
  readonly template: (place: Place) => Files;
  readonly image: string;
  /** Of an environment for which the catalog names no cluster; `{service}` and `{environment}` are filled in. */
  readonly namespace: (environment: string) => string;
  readonly pipeline: PipelineKind | undefined;
  /** The repository of the catalog, where it is known and on the same forge. */
  readonly catalogRepository: RepositoryRef | undefined;
  /** Owners of all files, as the forge's CODEOWNERS has them. */
  readonly codeOwners: readonly string[];
  readonly approvals: number;
  /** That something posts `branchline/promotion` on its pull requests, other than the pipeline that is made. */
  readonly isJudged: boolean;
  readonly webhook: Webhook | undefined;
  readonly mayBeUnrendered: boolean;
  /** When it is done, ISO 8601. */
  readonly at: string;
}

export interface PreparedSetup extends Disposable {
  readonly wish: Wish;
  readonly built: Built;
  readonly places: SetupPlaces;
  readonly service: Service;
  /** The paths on each branch. */
  readonly paths: ReadonlyMap<string, readonly string[]>;
  /** What was not looked at, and is let pass. */
  readonly doubts: readonly Message[];
  /** What stays for a person whatever is made. */
  readonly left: readonly Message[];
}

/**
 * Finds out all that is to be made, and makes the commits in a folder of ours: nothing that anybody sees.
 * @param folder of ours
 */
export async function prepareSetup(
  request: SetupRequest,
  catalog: CatalogPlace,
  places: Omit<SetupPlaces, 'catalog' | 'access'>,
  folder: string,
  signal: AbortSignal,
): Promise<PreparedSetup> {
  const listing = await catalog.listing(signal);
  if (listing.kind === 'other') throw new BranchlineError('setup/catalogOther', listing.how);
  const { service } = listing;
  const first = service.environments[0];
  if (!first) throw new RangeError('A catalog has an environment at least.');
  requireOneBranchEach(service);
  const pipeline =
    request.pipeline === undefined
      ? undefined
      : pipelineFiles(
          request.pipeline,
          { service: service.name, catalog: request.catalogRepository },
          service.environments.map(({ branch }) => branch),
        );
  const namespaceOf = ({ name, cluster }: Environment) =>
    checkedNamespace(cluster?.namespace ?? request.namespace(name));
  const files = new Map(
    service.environments.map((environment) => [
      environment.branch,
      filesFor(request, pipeline, { service, environment, namespace: namespaceOf(environment) }),
    ]),
  );
  const built = await buildBranches(
    service,
    ({ branch }) => files.get(branch) ?? new Map(),
    { folder, at: request.at },
    signal,
  );
  try {
    const how = { defaultBranch: first.branch, mayBeUnrendered: request.mayBeUnrendered };
    const isJudged = request.isJudged || pipeline?.judges === true;
    const checked = await checkContent(service, built, how, signal);
    const access = accessFiles(request, service, checked, namespaceOf);
    return {
      wish: {
        service: service.name,
        repository: { owner: request.owner, name: service.name },
        marker: markerOf(service.name),
        private: request.private,
        defaultBranch: first.branch,
        branches: built.trees,
        protection: protections(service, {
          approvals: request.approvals,
          hasOwners: request.codeOwners.length > 0,
          isJudged,
        }),
        ...(request.webhook ? { webhook: request.webhook } : {}),
        faults: checked.faults,
        access: access.texts,
      },
      built,
      places: { ...places, catalog, access: access.files },
      service,
      paths: new Map([...files].map(([branch, made]) => [branch, [...made.keys()].sort()])),
      doubts: checked.doubts,
      left: [...(pipeline ? leftIn(pipeline) : []), ...access.left, ...(isJudged ? [] : [unjudged])],
      dispose: () => built.dispose(),
    };
  } catch (error) {
    built.dispose();
    throw error;
  }
}

/** It is written into files that a person applies, and fills templates and their paths. */
function checkedNamespace(namespace: string): string {
  if (isNamespace(namespace)) return namespace;
  throw new BranchlineError(
    'setup/namespace',
    message('The catalog’s "{namespace}" cannot be the name of a namespace.', { namespace: oneLine(namespace) }),
  );
}

/** What is made for one environment cannot be made for another on the same branch. */
function requireOneBranchEach({ environments }: Service): void {
  const branches = environments.map(({ branch }) => branch);
  const twice = branches.find((branch, index) => branches.indexOf(branch) !== index);
  if (twice === undefined) return;
  throw new BranchlineError(
    'setup/sharedBranch',
    message('Two environments have the branch {branch}. Give each one of its own in the catalog.', { branch: twice }),
  );
}

function filesFor(
  { template, image, codeOwners: owners }: SetupRequest,
  pipeline: Pipeline | undefined,
  at: { readonly service: Service; readonly environment: Environment; readonly namespace: string },
): Files {
  const { service, environment, namespace } = at;
  const place = { service: service.name, environment: environment.name, branch: environment.branch, namespace, image };
  const files = new Map(template(place));
  const made = new Map([...(pipeline?.files ?? []), ...codeOwners(owners)]);
  const taken = [...made.keys(), ...(owners.length > 0 ? ownersFiles : [])].find((path) => files.has(path));
  if (taken !== undefined) {
    throw new BranchlineError(
      'setup/twice',
      message('The template has {path} itself. Leave out what makes it (--pipeline none, no --owners).', {
        path: taken,
      }),
    );
  }
  for (const [path, data] of made) files.set(path, data);
  const both = fileAndFolder(files);
  if (both === undefined) return files;
  throw new BranchlineError(
    'setup/template',
    message('{path} would be a file and a folder on {branch}.', { path: oneLine(both), branch: environment.branch }),
  );
}

const unjudged = message(
  'Nothing is known to post branchline/promotion on its pull requests, so it is not required. Once a job does, require it by hand, or set it up so (--judged) before the branches are protected.',
);

function leftIn({ files, left }: Pipeline): readonly Message[] {
  const path = [...files.keys()].join(', ');
  return left.map((what) => message('{path} needs {what}.', { path, what }));
}

function accessFiles(
  { accessFolder }: SetupRequest,
  service: Service,
  { objects }: Checked,
  namespaceOf: (environment: Environment) => string,
) {
  const made = service.environments.map((environment) => {
    const { text, left } = accessManifests(service, namespaceOf(environment), objects.get(environment.name) ?? []);
    return { file: `${service.name}-${environment.name}.yaml`, text, left, environment: environment.name };
  });
  const wanted = accessFolder === undefined ? [] : made;
  return {
    texts: new Map(wanted.map(({ file, text }) => [file, text])),
    files: new Map(wanted.map(({ file, text }) => [file, new ManifestFile(join(accessFolder ?? '', file), text)])),
    left: [
      ...wanted.flatMap(({ file, left }) =>
        left.length === 0
          ? []
          : [message('{file} gives no right to read {kinds}: add it.', { file, kinds: left.join(', ') })],
      ),
      ...(wanted.length === 0
        ? []
        : [
            message('{files} are for a person to apply, who may: Branchline writes to no cluster.', {
              files: wanted.map(({ file }) => file).join(', '),
            }),
          ]),
    ],
  };
}
