/** A Deployment named `web` with one container; what is given is written in flow style or indented to fit. */
export function deployment(
  parts: {
    readonly spec?: string;
    readonly template?: string;
    readonly pod?: string;
    readonly container?: string;
    readonly containers?: string;
  } = {},
): string {
  const { spec = 'replicas: 2', pod = '', template = '', container = '' } = parts;
  const containers = parts.containers ?? `- name: web\n  image: nginx:1.27\n${indent(container, 2)}`;
  return [
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata: {name: web, namespace: shop, labels: {app: web}}',
    'spec:',
    indent(spec, 2),
    '  selector: {matchLabels: {app: web}}',
    '  template:',
    '    metadata:',
    '      labels: {app: web}',
    indent(template, 6),
    '    spec:',
    indent(pod, 6),
    '      containers:',
    indent(containers, 6),
  ]
    .filter((line) => line.trim() !== '')
    .join('\n');
}

/** Any object: its type, and the rest as text. */
export function object(
  apiVersion: string,
  kind: string,
  rest: string,
  metadata = 'name: web, namespace: shop',
): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {${metadata}}\n${rest}`;
}

function indent(text: string, by: number): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(by));
}

/** What a server asks of a workload beside what its row is about. */
export const workload =
  'selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: "nginx:1.27"}]}}';

export function claim(rest: string): string {
  return object('v1', 'PersistentVolumeClaim', `spec: {accessModes: [ReadWriteOnce], ${rest}}`);
}
