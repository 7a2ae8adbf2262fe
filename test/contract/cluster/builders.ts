/** Small objects of the kinds that the contract is about. */

export const contractLabel = { contract: 'yes' };

export function configMap(name: string, namespace?: string, data: Readonly<Record<string, string>> = { at: '1' }) {
  const metadata = { name, labels: contractLabel, ...(namespace === undefined ? {} : { namespace }) };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data };
}

interface DeploymentParts {
  readonly replicas?: number;
  readonly tag?: string;
  readonly container?: object;
}

export function deployment(
  name: string,
  namespace: string,
  { replicas, tag = '1.0.0', container }: DeploymentParts = {},
) {
  const labels = { app: name };
  const containers = [{ name: 'main', image: `registry.example/${name}:${tag}`, ...container }];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      ...(replicas === undefined ? {} : { replicas }),
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers } },
    },
  };
}
