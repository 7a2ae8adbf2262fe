/** The clusters that the shop runs on, by the names of their kubeconfig contexts. */
export type Context = 'staging' | 'production';

interface FleetEnvironment {
  readonly name: string;
  readonly branch: string;
  readonly context: Context;
  readonly namespaceOf: (service: string) => string;
  readonly isProtected: boolean;
}

/** In promotion order. */
export const environments: readonly FleetEnvironment[] = [
  { name: 'dev', branch: 'dev', context: 'staging', namespaceOf: (service) => `${service}-dev`, isProtected: false },
  { name: 'test', branch: 'test', context: 'staging', namespaceOf: (service) => `${service}-test`, isProtected: false },
  { name: 'prod', branch: 'prod', context: 'production', namespaceOf: (service) => service, isProtected: true },
];
