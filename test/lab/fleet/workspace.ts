import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { catalogFile } from './catalogFile';

const run = promisify(execFile);
const deadlineMs = 20_000;

/** Repositories that a person has cloned beside the catalog, and the branch they look at. */
const clones = [
  { service: 'web', branch: 'dev' },
  { service: 'cart', branch: 'prod' },
  { service: 'orders', branch: 'prod' },
];

interface WorkspaceOptions {
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly services: readonly string[];
  readonly forge: string;
  readonly account: { readonly name: string; readonly token: string };
  readonly repositoryUrl: (service: string) => string;
  /** Where the forge keeps it: cloning from there is faster than through the server, and gives the same. */
  readonly repositoryPath: (service: string) => string;
}

/** A folder with `branchline.yaml` and some clones, as a person would have it open. */
export async function makeWorkspace(options: WorkspaceOptions): Promise<void> {
  await mkdir(options.folder, { recursive: true });
  await Promise.all([
    writeFile(join(options.folder, 'branchline.yaml'), catalogFile(options.services, options.repositoryUrl)),
    ...clones
      .filter(({ service }) => options.services.includes(service))
      .map(({ service, branch }) => clone(options, service, branch)),
  ]);
}

async function clone(options: WorkspaceOptions, service: string, branch: string): Promise<void> {
  const { folder, signal, forge, account, repositoryUrl, repositoryPath } = options;
  const into = join(folder, service);
  const credential = Buffer.from(`${account.name}:${account.token}`).toString('base64');
  const settings = {
    // git asks nobody: the clone itself knows how to sign in.
    [`http.${forge}/.extraHeader`]: `Authorization: Basic ${credential}`,
    'user.name': 'Dana Developer',
    'user.email': 'dana@shop.example',
  };
  const config = Object.entries(settings).flatMap(([name, value]) => ['--config', `${name}=${value}`]);
  const from = repositoryPath(service);
  const git = (...args: readonly string[]) => run('git', args, { signal, timeout: deadlineMs });
  await git('clone', '--quiet', '--no-hardlinks', ...config, `--branch=${branch}`, '--', from, into);
  await git('-C', into, 'remote', 'set-url', 'origin', repositoryUrl(service));
}
