import type { Place } from './place';
import { yamlWord } from './yamlWord';

/** The manifests that the ready-made templates have in common. */

export function deployment({ service: name }: Place, image: string, replicas?: string): string {
  const service = yamlWord(name);
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${service}
  labels:
    app.kubernetes.io/name: ${service}
spec:
${replicas === undefined ? '' : `  replicas: ${replicas}\n`}  selector:
    matchLabels:
      app.kubernetes.io/name: ${service}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: ${service}
    spec:
      containers:
        - name: ${service}
          image: ${image}
          ports:
            - name: http
              containerPort: 8080
          envFrom:
            - configMapRef:
                name: ${name}-environment
`;
}

export function serviceOf({ service: name }: Place): string {
  const service = yamlWord(name);
  return `apiVersion: v1
kind: Service
metadata:
  name: ${service}
  labels:
    app.kubernetes.io/name: ${service}
spec:
  selector:
    app.kubernetes.io/name: ${service}
  ports:
    - name: http
      port: 80
      targetPort: http
`;
}

/** What is told apart by environment. Values that may look like other types are written as texts. */
export function configMap({ service }: Place, environment: string): string {
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${service}-environment
data:
  ENVIRONMENT: ${environment}
`;
}

/** A text of YAML, whatever it looks like. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}
