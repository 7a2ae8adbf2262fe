import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { tokenOf, type ApiServer } from './apiServer';
import { freePorts } from './ports';
import type { Processes } from './processes';
import { controlPlane } from './users';

const stages = fileURLToPath(new URL('stages.yaml', import.meta.url));

const controllers = [
  'clusterrole-aggregation-controller',
  'cronjob-controller',
  'daemonset-controller',
  'deployment-controller',
  'endpointslice-controller',
  'garbage-collector-controller',
  'horizontal-pod-autoscaler-controller',
  'job-controller',
  'namespace-controller',
  'persistentvolume-binder-controller',
  'persistentvolumeclaim-protection-controller',
  'replicaset-controller',
  'root-ca-certificate-publisher-controller',
  'serviceaccount-controller',
  'statefulset-controller',
];

/** Starts what brings workloads up: controllers, scheduler, and kwok in place of every kubelet. */
export async function startControlPlane(server: ApiServer, folder: string, processes: Processes): Promise<void> {
  const kubeconfig = join(folder, 'control-plane.kubeconfig');
  const [managerPort, schedulerPort, kwokPort] = await freePorts(3);
  await writeFile(kubeconfig, singleUserKubeconfig(server, controlPlane), { mode: 0o600 });
  const common = (port: number | undefined): readonly string[] => [
    `--kubeconfig=${kubeconfig}`,
    `--authentication-kubeconfig=${kubeconfig}`,
    `--authorization-kubeconfig=${kubeconfig}`,
    '--leader-elect=false',
    '--bind-address=127.0.0.1',
    `--secure-port=${port ?? 0}`,
    '--kube-api-qps=500',
    '--kube-api-burst=1000',
  ];
  await Promise.all([
    processes.start('kube-controller-manager', [
      ...common(managerPort),
      `--cert-dir=${join(folder, 'controller-manager-certificates')}`,
      `--service-account-private-key-file=${server.serviceAccountKey}`,
      `--root-ca-file=${server.certificateFile}`,
      `--controllers=${controllers.join(',')}`,
      '--horizontal-pod-autoscaler-sync-period=2s',
    ]),
    processes.start('kube-scheduler', [
      ...common(schedulerPort),
      `--cert-dir=${join(folder, 'scheduler-certificates')}`, //
    ]),
    processes.start('kwok', [
      `--config=${stages}`,
      `--kubeconfig=${kubeconfig}`,
      '--manage-all-nodes=true',
      `--server-address=127.0.0.1:${kwokPort}`,
    ]),
  ]);
}

/** A kubeconfig of one user alone, as YAML. */
export function singleUserKubeconfig(
  { url, certificate, users }: Pick<ApiServer, 'url' | 'certificate' | 'users'>,
  user: string,
): string {
  const certificateData = Buffer.from(certificate).toString('base64');
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'lab',
    clusters: [{ name: 'lab', cluster: { server: url, 'certificate-authority-data': certificateData } }],
    users: [{ name: user, user: { token: tokenOf(users, user) } }],
    contexts: [{ name: 'lab', context: { cluster: 'lab', user } }],
  });
}
