import { copiedCommand } from '../../support/copiedCommand';
import { message, type Message } from '../../support/message';
import { mapAt, stringAt } from '../json';
import { among } from './among';
import type { LiveObject } from '../live';
import type { EngineWish, GitopsStatus } from './status';

/**
 * What else is to be known of a Kustomization or a HelmRelease: whether its source stands still, and whose commits Flux itself makes on the branch.
 * Source: fluxcd.io, "ImageUpdateAutomation" (`spec.git`), "flux reconcile".
 */
export function fluxNotes(
  deployer: LiveObject,
  source: LiveObject | undefined,
  objects: readonly LiveObject[],
): Pick<GitopsStatus, 'notes' | 'wishes'> {
  const notes = [...standsStill(deployer, source), ...(source ? committers(source, objects) : [])];
  const wishes = wishesOf(deployer, source);
  return { ...(notes.length > 0 ? { notes } : {}), ...(wishes.length > 0 ? { wishes } : {}) };
}

function standsStill(deployer: LiveObject, source: LiveObject | undefined): readonly Message[] {
  const isSuspended = (object: LiveObject | undefined) => mapAt(object, 'spec')['suspend'] === true;
  return [
    ...(isSuspended(deployer) ? [message('It is suspended: nothing is applied until somebody resumes it.')] : []),
    ...(source && isSuspended(source)
      ? [
          message('{kind} {name} is suspended: no newer commit is fetched until somebody resumes it.', {
            kind: source.kind,
            name: source.metadata.name,
          }),
        ]
      : []),
  ];
}

/** Image automation of the same source, that pushes to the branch which this one follows. */
function committers(source: LiveObject, objects: readonly LiveObject[]): readonly Message[] {
  const followed = stringAt(source, 'spec', 'ref', 'branch');
  if (source.kind !== 'GitRepository' || followed === undefined) return [];
  return among(objects)
    .all('image.toolkit.fluxcd.io', 'ImageUpdateAutomation')
    .flatMap((automation) => {
      if (!isAutomationOf(automation, source)) return [];
      const git = mapAt(automation, 'spec', 'git');
      const branch = stringAt(git, 'push', 'branch') ?? stringAt(git, 'checkout', 'ref', 'branch') ?? followed;
      if (branch !== followed) return [];
      const { name } = automation.metadata;
      const author = stringAt(git, 'commit', 'author', 'name') ?? stringAt(git, 'commit', 'author', 'email') ?? 'Flux';
      const isSuspended = mapAt(automation, 'spec')['suspend'] === true;
      return [
        isSuspended
          ? message(
              'ImageUpdateAutomation {name} is suspended; else it commits newer images to {branch} as {author}.',
              {
                name,
                branch,
                author,
              },
            )
          : message('ImageUpdateAutomation {name} commits newer images to {branch} as {author}.', {
              name,
              branch,
              author,
            }),
      ];
    });
}

function isAutomationOf(automation: LiveObject, source: LiveObject): boolean {
  const { metadata } = automation;
  const reference = mapAt(automation, 'spec', 'sourceRef');
  return (
    reference['kind'] === source.kind &&
    reference['name'] === source.metadata.name &&
    (stringAt(reference, 'namespace') ?? metadata.namespace) === source.metadata.namespace
  );
}

/** What `flux` calls a kind. */
const called: Readonly<Record<string, string>> = { HelmRelease: 'helmrelease', Kustomization: 'kustomization' };

function wishesOf(
  { kind: deployer, metadata: { name, namespace } }: LiveObject,
  source: LiveObject | undefined,
): readonly EngineWish[] {
  const at = (object: LiveObject) => ({ flag: '--namespace=', value: object.metadata.namespace ?? 'flux-system' });
  const kinds: Readonly<Record<string, string>> = { GitRepository: 'git', OCIRepository: 'oci', Bucket: 'bucket' };
  const kind = source && kinds[source.kind];
  const refresh =
    source && kind !== undefined
      ? copiedCommand([`flux reconcile source ${kind}`, { flag: '', value: source.metadata.name }, at(source)])
      : undefined;
  const sync = copiedCommand([
    `flux reconcile ${called[deployer] ?? 'kustomization'}`,
    { flag: '', value: name },
    { flag: '--namespace=', value: namespace ?? 'flux-system' },
    '--with-source',
  ]);
  return [
    ...(refresh === undefined ? [] : [{ kind: 'refresh', command: refresh } as const]),
    ...(sync === undefined ? [] : [{ kind: 'sync', command: sync } as const]),
  ];
}
