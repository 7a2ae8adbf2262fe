import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runBranchline } from '../../integration/runBranchline';
import { backend, beforeTheEnd, sharedForge } from '../../contract/forge/backend';
import { openShop, owner, repositoryName, type ShopAccounts } from '../../lab/fleet/accounts';
import type { RepositoryName } from '../../lab/forge';
import { Gitea } from '../../lab/real/gitea';
import { pushesBy } from './feed';

/** A shop on a real Gitea, and the command line with a cache of its own. */
export interface Shop {
  readonly forge: Gitea;
  readonly accounts: ShopAccounts;
}

const branches = ['dev', 'test', 'prod'] as const;
const made: RepositoryName[] = [];
let running: Promise<Shop> | undefined;
let folder: string | undefined;

/** The shop that all tests of this run share. */
export function theShop(): Promise<Shop> {
  return (running ??= open());
}

async function open(): Promise<Shop> {
  const forge = await sharedForge('gitea');
  assert.ok(forge instanceof Gitea, `these tests are for a real Gitea, not for the ${backend} one`);
  const shop = { forge, accounts: await openShop(forge) };
  await beforeTheEnd(() => proveNoForeignPushes(shop));
  return shop;
}

/** Whatever the tests did: with our token nothing was pushed but branches of our own prefixes. */
async function proveNoForeignPushes({ forge, accounts }: Shop): Promise<void> {
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  for (const repository of made) {
    const pushes = await pushesBy(forge.url, accounts.admin.token, repository, accounts.developer.name);
    const foreign = pushes.filter((ref) => !/^refs\/heads\/(?:promote|rollback|update)\//.test(ref));
    assert.deepEqual(foreign, [], `pushes to ${repository}`);
  }
}

const deployment = (image: string, replicas: number): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app\nspec:\n  replicas: ${replicas}\n  template:\n    spec:\n      containers:\n        - name: app\n          image: registry.example/app:${image}\n`;

/** One service: three branches that nobody but the server's operator may push to, `dev` one image ahead. */
export async function aService(name: string): Promise<{ readonly repository: RepositoryName; readonly url: string }> {
  const { forge } = await theShop();
  const repository = repositoryName(name);
  await forge.createRepository(repository, { defaultBranch: 'dev' });
  await forge.commit(repository, 'dev', 'First', { 'deployment.yaml': deployment('1', 1) });
  await forge.commit(repository, 'test', 'Test begins', {}, { from: 'dev' });
  await forge.commit(repository, 'prod', 'Prod begins', {}, { from: 'dev' });
  await release(repository, '2');
  for (const branch of branches) await forge.protect(repository, branch);
  made.push(repository);
  return { repository, url: `${forge.url}/${owner}/${name}.git` };
}

/** A new image on `dev`. */
export async function release(repository: RepositoryName, image: string): Promise<void> {
  const { forge } = await theShop();
  await forge.commit(repository, 'dev', `app ${image}`, { 'deployment.yaml': deployment(image, 1) });
}

export interface Answer {
  readonly code: number;
  readonly document: Readonly<Record<string, unknown>> & {
    readonly branch?: string;
    readonly pullRequest?: { readonly number: number; readonly action: string };
  };
  readonly stderr: string;
}

/** The command line as a person runs it; `cache` stands for a machine. */
export async function cli(token: string, args: readonly string[], cache = 'one'): Promise<Answer> {
  folder ??= await mkdtemp(join(tmpdir(), 'branchline-real-'));
  const { code, stdout, stderr } = await runBranchline([...args, '--json'], {
    environment: { BRANCHLINE_CACHE: join(folder, cache), BRANCHLINE_TOKEN: token },
    folder,
  });
  return { code, document: (stdout === '' ? {} : JSON.parse(stdout)) as Answer['document'], stderr };
}

export const edge = (url: string): string[] => ['--repo', url, '--from', 'dev', '--to', 'test'];
