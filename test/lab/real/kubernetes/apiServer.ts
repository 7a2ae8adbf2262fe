import { generateKeyPairSync } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from './client';
import type { Etcd } from './etcd';
import { freePorts } from './ports';
import type { Processes } from './processes';
import { auditPolicy } from './audit';
import { newUsers, tokenFile, type ServerUser } from './users';

/** An API server that answers; nothing is in it yet. */
export interface ApiServer {
  readonly url: string;
  readonly certificate: string;
  readonly certificateFile: string;
  readonly serviceAccountKey: string;
  readonly auditLog: string;
  readonly users: readonly ServerUser[];
}

/** @param name its state is under this name in the store */
export async function startApiServer(
  name: string,
  folder: string,
  etcd: Etcd,
  processes: Processes,
): Promise<ApiServer> {
  const [port] = await freePorts(1);
  const users = newUsers();
  const file = (base: string): string => join(folder, base);
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await Promise.all([
    writeFile(file('service-account.key'), privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 }),
    writeFile(file('tokens.csv'), tokenFile(users), { mode: 0o600 }),
    writeFile(file('audit-policy.json'), JSON.stringify(auditPolicy)),
    writeFile(file('audit.log'), ''),
  ]);
  const server = await processes.start('kube-apiserver', [
    `--etcd-servers=${etcd.url}`,
    `--etcd-prefix=/${name}`,
    '--etcd-compaction-interval=0', // history goes when a test says so
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${file('certificates')}`,
    `--token-auth-file=${file('tokens.csv')}`,
    '--anonymous-auth=false',
    '--authorization-mode=RBAC',
    '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
    `--service-account-key-file=${file('service-account.key')}`,
    `--service-account-signing-key-file=${file('service-account.key')}`,
    '--service-cluster-ip-range=10.0.0.0/16',
    '--endpoint-reconciler-type=none',
    '--allow-privileged=true',
    '--disable-admission-plugins=ServiceAccount,TaintNodesByCondition',
    `--audit-policy-file=${file('audit-policy.json')}`,
    `--audit-log-path=${file('audit.log')}`,
    '--audit-log-format=json',
  ]);
  const url = `https://127.0.0.1:${port}`;
  const certificateFile = file('certificates/apiserver.crt');
  const token = tokenOf(users, 'admin');
  await processes.until(`The API server of ${name} is ready`, server, async () => {
    const certificate = await readFile(certificateFile, 'utf8').catch(() => '');
    return certificate !== '' && isReady(url, certificate, token);
  });
  return {
    url,
    certificate: await readFile(certificateFile, 'utf8'),
    certificateFile,
    serviceAccountKey: file('service-account.key'),
    auditLog: file('audit.log'),
    users,
  };
}

export function tokenOf(users: readonly ServerUser[], name: string): string {
  const user = users.find((candidate) => candidate.name === name);
  if (!user) throw new Error(`No user ${name}`);
  return user.token;
}

async function isReady(url: string, certificate: string, token: string): Promise<boolean> {
  const client = new Client(url, certificate, token);
  const answer = await client.send('GET', '/readyz').catch(() => undefined);
  client.dispose();
  return answer?.text === 'ok';
}
