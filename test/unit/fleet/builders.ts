import type { Catalog, Service } from '../../../src/core/catalog/catalog';

export function aService(name: string, repository = `https://git.example.com/gitops/${name}.git`): Service {
  return {
    name,
    repository,
    environments: ['dev', 'test', 'prod'].map((environment) => ({
      name: environment,
      branch: environment,
      protected: environment === 'prod',
    })),
    edges: [
      { from: 'dev', to: 'test', gates: { pipeline: 'required', soakMs: 0 } },
      { from: 'test', to: 'prod', gates: { pipeline: 'required', soakMs: 0 } },
    ],
    content: { path: '.', renderer: 'auto', environmentOwned: { paths: [], keys: [] } },
  };
}

export function aCatalog(...services: readonly Service[]): Catalog {
  const template = aService('{service}');
  return { origin: { kind: 'workspace', folders: [] }, services, discoveries: [], template };
}
