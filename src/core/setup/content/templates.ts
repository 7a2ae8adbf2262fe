import { configMap, deployment, quoted, serviceOf } from './manifests';
import { textFiles, type Files, type Place } from './place';
import { yamlWord } from './yamlWord';

export const templateNames = ['plain', 'kustomize', 'helm'] as const;
export type TemplateName = (typeof templateNames)[number];

/** The ready-made templates: the same files on each branch, and apart from them what belongs to the environment. */
export const templates: Readonly<Record<TemplateName, (place: Place) => Files>> = { plain, kustomize, helm };

function plain(place: Place): Files {
  return textFiles({
    '.branchline.yaml': rules('plain', ['deploy/environment/**'], ['spec.replicas']),
    'deploy/deployment.yaml': deployment(place, quoted(place.image), '1'),
    'deploy/service.yaml': serviceOf(place),
    'deploy/environment/config.yaml': configMap(place, quoted(place.environment)),
  });
}

/** The base travels; the component of the environment stays. */
function kustomize(place: Place): Files {
  const kustomization = (kind: 'Kustomization' | 'Component', rest: string) =>
    `apiVersion: kustomize.config.k8s.io/${kind === 'Component' ? 'v1alpha1' : 'v1beta1'}\nkind: ${kind}\n${rest}`;
  const component = `resources: [config.yaml]\nreplicas:\n  - { name: ${yamlWord(place.service)}, count: 1 }\n`;
  return textFiles({
    '.branchline.yaml': rules('kustomize', ['deploy/environment/**'], []),
    'deploy/kustomization.yaml': kustomization('Kustomization', 'resources: [base]\ncomponents: [environment]\n'),
    'deploy/base/kustomization.yaml': kustomization('Kustomization', 'resources: [deployment.yaml, service.yaml]\n'),
    'deploy/base/deployment.yaml': deployment(place, quoted(place.image)),
    'deploy/base/service.yaml': serviceOf(place),
    'deploy/environment/kustomization.yaml': kustomization('Component', component),
    'deploy/environment/config.yaml': configMap(place, quoted(place.environment)),
  });
}

/** Each branch has the values of its own environment, and no other's. */
function helm(place: Place): Files {
  return textFiles({
    '.branchline.yaml': rules('helm', ['deploy/values-*.yaml'], []),
    'deploy/Chart.yaml': `apiVersion: v2\nname: ${yamlWord(place.service)}\nversion: 0.1.0\n`,
    'deploy/values.yaml': `image: ${quoted(place.image)} # branchline:image\n`,
    [`deploy/values-${place.environment}.yaml`]: `replicas: 1\nenvironment: ${quoted(place.environment)}\n`,
    'deploy/templates/deployment.yaml': deployment(place, '{{ .Values.image | quote }}', '{{ .Values.replicas }}'),
    'deploy/templates/service.yaml': serviceOf(place),
    'deploy/templates/config.yaml': configMap(place, '{{ .Values.environment | quote }}'),
  });
}

function rules(renderer: TemplateName, paths: readonly string[], keys: readonly string[]): string {
  const owned = [
    ...(paths.length === 0 ? [] : [`    paths: ${JSON.stringify(paths)}`]),
    ...(keys.length === 0 ? [] : [`    keys: ${JSON.stringify(keys)}`]),
  ];
  return [
    'version: 1',
    'content:',
    '  path: deploy',
    `  renderer: ${renderer}`,
    '  environmentOwned:',
    ...owned,
    '',
  ].join('\n');
}
