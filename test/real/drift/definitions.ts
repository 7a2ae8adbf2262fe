/** Definitions of the custom kinds that the case table has rows of: what is not told to be otherwise is kept as it is sent. */
const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } as const;

export const definitions: readonly object[] = [
  definition('example.com', 'v1', 'Hook', 'hooks'),
  definition('example.com', 'v1', 'ClusterHook', 'clusterhooks', 'Cluster'),
  definition('example.com', 'v1', 'Account', 'accounts'),
  definition('argoproj.io', 'v1alpha1', 'Application', 'applications'),
  definition('cert-manager.io', 'v1', 'Certificate', 'certificates'),
  definition('karpenter.sh', 'v1', 'NodePool', 'nodepools', 'Cluster'),
  definition('external-secrets.io', 'v1', 'ExternalSecret', 'externalsecrets', 'Namespaced', {
    refreshInterval: { type: 'string', default: '1h0m0s' },
    data: {
      type: 'array',
      items: {
        ...anything,
        properties: {
          remoteRef: {
            ...anything,
            properties: {
              conversionStrategy: { type: 'string', default: 'Default' },
              decodingStrategy: { type: 'string', default: 'None' },
              metadataPolicy: { type: 'string', default: 'None' },
            },
          },
        },
      },
    },
  }),
];

function definition(
  group: string,
  version: string,
  kind: string,
  plural: string,
  scope = 'Namespaced',
  spec: Readonly<Record<string, object>> = {},
): object {
  const properties = { spec: { ...anything, properties: spec }, status: anything };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope,
      names: { plural, singular: kind.toLowerCase(), kind, listKind: `${kind}List` },
      versions: [
        { name: version, served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', properties } } },
      ],
    },
  };
}
