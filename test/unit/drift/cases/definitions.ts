/** Definitions as generators write them: a Go duration is a string to them, and no more. */
export const certificateDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'certificates.cert-manager.io' },
  spec: {
    group: 'cert-manager.io',
    names: { kind: 'Certificate', plural: 'certificates' },
    versions: [
      {
        name: 'v1',
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                properties: { secretName: { type: 'string' }, duration: { type: 'string' } },
              },
              status: { type: 'object' },
            },
          },
        },
      },
    ],
  },
} as const;
