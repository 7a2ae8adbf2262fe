import { add, everywhere, set, type Edit } from '../../fleet/history/edits';
import { History, type GrownRepository } from '../../fleet/history/history';
import type { Files } from '../../fleet/history/objects';
import { people } from '../../fleet/history/people';
import type { ScaleService } from './truth';

const { maya, tom, updater } = people;
const squash = { style: 'squash', made: 'branchline' } as const;

/** Grows the repository of one service: four environments, a release that is everywhere, and those that are on their way. */
export function growScaleService({ name, additional, pendingFrom }: ScaleService, now: Date): GrownRepository {
  const history = new History(name, now);
  const release = (daysAgo: number, version: string) =>
    history.commit('dev', daysAgo, updater, `${name} ${version}`, image(version));

  history.start(60, maya, `Configuration of ${name}`, manifestsOf(name, additional));
  history.environment('test', 'dev', 59, maya);
  history.environment('stage', 'test', 58, maya);
  history.environment('prod', 'stage', 57, maya, set('deployment.yaml', 'replicas: 0', 'replicas: 1'));
  release(52, '1.1.0');
  history.commit('dev', 51, tom, 'Answer within two seconds', set('configmap.yaml', 'TIMEOUT: 5s', 'TIMEOUT: 2s'));
  history.promote('dev', 'test', 50, maya, squash);
  history.promote('test', 'stage', 48, maya, squash);
  history.promote('stage', 'prod', 46, maya, squash);
  if (pendingFrom.has('stage')) {
    release(40, '1.2.0');
    history.promote('dev', 'test', 39, tom, squash);
    history.promote('test', 'stage', 38, tom, squash);
  }
  if (pendingFrom.has('test')) {
    release(30, '1.3.0');
    history.promote('dev', 'test', 29, maya, squash);
  }
  if (pendingFrom.has('dev')) {
    release(20, '1.4.0');
    history.commit('dev', 2, tom, 'A page of notes', add('NOTES.md', `Ask for ${name} in the channel of the shop.\n`));
  }
  return history.grown();
}

const image = (version: string): Edit => everywhere(/(image: \S+:)[\d.]+/g, `$1${version}`);

function manifestsOf(name: string, additional: ScaleService['additional']): Files {
  const labels = `app.kubernetes.io/name: ${name}`;
  const files = new Map([
    [
      'configmap.yaml',
      `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
data:
  LOG_LEVEL: info
  MODE: steady
  TIMEOUT: 5s
`,
    ],
    [
      'deployment.yaml',
      `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  labels:
    ${labels}
spec:
  replicas: 0
  revisionHistoryLimit: 5
  selector:
    matchLabels:
      ${labels}
  template:
    metadata:
      labels:
        ${labels}
    spec:
      containers:
        - name: main
          image: registry.shop.example/shop/${name}:1.0.0
          ports:
            - name: http
              containerPort: 8080
          envFrom:
            - configMapRef:
                name: ${name}
          readinessProbe:
            httpGet:
              path: /ready
              port: http
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
            limits:
              memory: 256Mi
`,
    ],
    [
      'service.yaml',
      `apiVersion: v1
kind: Service
metadata:
  name: ${name}
  labels:
    ${labels}
spec:
  selector:
    ${labels}
  ports:
    - name: http
      port: 80
      targetPort: http
`,
    ],
  ]);
  if (additional === 'Secret') files.set('secret.yaml', secret(name));
  if (additional === 'ServiceAccount') files.set('serviceaccount.yaml', serviceAccount(name));
  return files;
}

const secret = (name: string): string => `apiVersion: v1
kind: Secret
metadata:
  name: ${name}
type: Opaque
stringData:
  password: not-a-real-password
`;

const serviceAccount = (name: string): string => `apiVersion: v1
kind: ServiceAccount
metadata:
  name: ${name}
automountServiceAccountToken: false
`;
