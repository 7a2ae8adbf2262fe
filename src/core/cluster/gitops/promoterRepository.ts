import { mapAt, stringAt } from '../json';
import type { LiveObject } from '../live';
import { among } from './among';

const group = 'promoter.argoproj.io';

/** Hosts that a provider means where it names none. Source: gitops-promoter, api/v1alpha1/common_types.go. */
const usualHosts: Readonly<Record<string, string>> = {
  github: 'github.com',
  gitlab: 'gitlab.com',
  azureDevOps: 'dev.azure.com',
};

/**
 * The repository that a strategy or a policy names, where its GitRepository and the provider of that, one of its namespace or of the
 * whole cluster, are at hand and of a kind whose addresses are known.
 */
export function promoterRepository(object: LiveObject, objects: readonly LiveObject[]): string | undefined {
  const { namespace } = object.metadata;
  const name = stringAt(object, 'spec', 'gitRepositoryRef', 'name');
  const repository = referenced(objects, { namespace, kind: 'GitRepository', name });
  const reference = mapAt(repository, 'spec', 'scmProviderRef');
  const kind = stringAt(reference, 'kind') ?? 'ScmProvider';
  const provider = referenced(objects, {
    namespace: kind === 'ClusterScmProvider' ? undefined : namespace,
    kind,
    name: stringAt(reference, 'name'),
  });
  return repository && provider ? addressOf(repository, provider) : undefined;
}

function addressOf(repository: LiveObject, provider: LiveObject): string | undefined {
  for (const forge of ['github', 'gitlab', 'forgejo', 'gitea', 'bitbucketCloud', 'azureDevOps']) {
    const at = (key: string) => stringAt(repository, 'spec', forge, key);
    const name = at('name');
    if (name === undefined) continue;
    const host = stringAt(provider, 'spec', forge, 'domain') || usualHosts[forge];
    if (forge === 'bitbucketCloud') return `https://bitbucket.org/${at('owner') ?? ''}/${name}`;
    if (host === undefined) return undefined;
    if (forge === 'azureDevOps') {
      const organization = stringAt(provider, 'spec', forge, 'organization') ?? '';
      return `https://${host}/${organization}/${at('project') ?? ''}/_git/${name}`;
    }
    const owner = at('owner') ?? at('namespace');
    return owner === undefined ? undefined : `https://${host}/${owner}/${name}`;
  }
  return undefined;
}

function referenced(
  objects: readonly LiveObject[],
  { namespace, kind, name }: { namespace: string | undefined; kind: string; name: string | undefined },
): LiveObject | undefined {
  return among(objects).one(group, kind, name ?? '', namespace);
}
