import { environments } from './environments';

/** What each of these services adds to its entry. checkout says the same in a `.branchline.yaml` of its own. */
const additions: Readonly<Record<string, string>> = { inventory: ', content: { path: manifests }' };

/** Whose each of them is; of what nobody named, nobody says so. */
const teams: Readonly<Record<string, string>> = {
  ...{ cart: 'buying', checkout: 'buying', orders: 'buying', payments: 'buying' },
  ...{ recommendations: 'shopfront', search: 'shopfront', web: 'shopfront' },
};

/** The text of the fleet's `branchline.yaml`. */
export function catalogFile(services: readonly string[], repositoryUrl: (service: string) => string): string {
  return [
    '# The shop: its services, and the way from dev to prod.',
    'version: 1',
    'environments: # in promotion order',
    ...environments.map(
      ({ name, branch, context, namespaceOf, isProtected }) =>
        `  - { name: ${name}, branch: ${branch}, cluster: { context: ${context}, namespace: "${namespaceOf('{service}')}" }` +
        `${isProtected ? ', protected: true' : ''} }`,
    ),
    'promotions:',
    '  - { from: dev, to: test }',
    '  - { from: test, to: prod, gates: { pipeline: required } }',
    'content:',
    '  environmentOwned: # what belongs to an environment stays there when the rest is promoted',
    '    paths: ["**/env/**"]',
    '    keys:',
    '      - spec.replicas',
    '      - spec.minReplicas',
    '      - spec.maxReplicas',
    '      - metadata.namespace',
    '      - "**.host"',
    '      - "**.hosts"',
    'services:',
    ...services.map(
      (service) =>
        `  - { name: ${service}, repository: "${repositoryUrl(service)}"${labelsOf(service)}${additions[service] ?? ''} }`,
    ),
    '',
  ].join('\n');
}

function labelsOf(service: string): string {
  const team = teams[service];
  return team === undefined ? '' : `, labels: { team: ${team} }`;
}
