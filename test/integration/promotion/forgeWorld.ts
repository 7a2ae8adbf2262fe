import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runBranchline } from '../runBranchline';
import { clonePath, forgesVariable, startForge, type DialectName, type ForgeDouble } from '../../lab/forge';

/** What `promote` and `rollback` print with `--json`. */
export interface Printed {
  readonly branch?: string | null;
  readonly commit?: string | null;
  readonly tree?: string | null;
  readonly state?: string;
  readonly items?: readonly { readonly path: string; readonly key?: readonly string[] }[];
  readonly pullRequest?: {
    readonly number: number;
    readonly url: string;
    readonly action: string;
    readonly superseded?: readonly number[];
  };
}

export interface Ran {
  readonly code: number;
  readonly document: Printed;
  readonly stdout: string;
  readonly stderr: string;
}

const repository = 'gitops/cart';

/** A deployment with an image and a number of replicas, and a flag in a file of its own. */
export function manifest(image: string, replicas = 1): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: cart
spec:
  replicas: ${replicas}
  template:
    spec:
      containers:
        - name: web
          image: ${image} # by the updater
`;
}

/** A forge with one repository, `dev` one change ahead of `test`, and the command line of several people on it. */
export class ForgeWorld {
  readonly repository = repository;

  private constructor(
    readonly forge: ForgeDouble,
    readonly folder: string,
    readonly tokens: Readonly<Record<'ada' | 'bob', string>>,
    readonly dialect: DialectName,
  ) {}

  /** @param dialect the API that the forge speaks */
  static async start(dialect: DialectName = 'gitea'): Promise<ForgeWorld> {
    const folder = await mkdtemp(join(tmpdir(), 'branchline-promotion-'));
    const forge = await startForge({ folder: join(folder, 'forge'), dialect });
    forge.createAccount('admin', { access: 'admin' });
    const tokens = {
      ada: forge.createAccount('ada', { access: 'write' }).token,
      bob: forge.createAccount('bob', { access: 'write' }).token,
    };
    forge.createOrganisation('gitops');
    await forge.createRepository(repository, { defaultBranch: 'dev' });
    const world = new ForgeWorld(forge, folder, tokens, dialect);
    await forge.commit(repository, 'dev', 'First', { 'cart.yaml': manifest('cart:1') });
    await forge.commit(repository, 'test', 'First in test', {}, { from: 'dev' });
    await world.commit('dev', 'Image 2', { 'cart.yaml': manifest('cart:2') });
    return world;
  }

  get url(): string {
    return this.addressAt(this.forge.url);
  }

  /** @param forge where it is reached: itself, or a way to it */
  addressAt(forge: string): string {
    return forge + clonePath(this.dialect, repository);
  }

  /** @param from where a branch that does not exist yet starts */
  commit(
    branch: string,
    message: string,
    files: Readonly<Record<string, string | null>>,
    from?: string,
  ): Promise<string> {
    return this.forge.commit(repository, branch, message, files, from === undefined ? {} : { from });
  }

  status(commit: string, state: 'success' | 'failure'): Promise<void> {
    return this.forge.postStatus(repository, commit, { context: 'deploy', state });
  }

  treeOf(commit: string): Promise<string> {
    return this.git('rev-parse', `${commit}^{tree}`);
  }

  /** Looks into the repository of the forge. */
  async git(...args: readonly string[]): Promise<string> {
    const { stdout } = await promisify(execFile)('git', args, { cwd: this.forge.repositoryPath(repository) });
    return stdout.trim();
  }

  land(number: number | undefined, style: 'merge' | 'squash' | 'rebase'): Promise<string> {
    return this.forge.merge(repository, number ?? 0, style);
  }

  close(number: number): Promise<void> {
    return this.forge.closePullRequest(repository, number);
  }

  openByHand(head: string, base: string, title: string): Promise<number> {
    return this.forge.openPullRequest(repository, { head, base, title });
  }

  /** From now on there is a catalog, by which this key belongs to its environment. */
  own(key: string): Promise<void> {
    const lines = [
      'version: 1',
      'environments: [{ name: dev }, { name: test }]',
      `content: { environmentOwned: { keys: [${JSON.stringify(key)}] } }`,
      `services: [{ name: cart, repository: ${JSON.stringify(this.url)} }]`,
      '',
    ];
    return writeFile(join(this.folder, 'branchline.yaml'), lines.join('\n'));
  }

  /** @param forge where it is reached: itself, or a way to it */
  environment(
    person: keyof ForgeWorld['tokens'] = 'ada',
    forge: string = this.forge.url,
  ): Readonly<Record<string, string>> {
    return {
      BRANCHLINE_CACHE: join(this.folder, `cache-${person}`),
      BRANCHLINE_TOKEN: this.tokens[person],
      ...forgesVariable(this.dialect, forge),
    };
  }

  /** Runs `branchline … --json` as one person. */
  async cli(person: keyof ForgeWorld['tokens'], ...args: readonly string[]): Promise<Ran> {
    const ran = await this.text(person, ...args, '--json');
    return { ...ran, document: (ran.stdout === '' ? {} : JSON.parse(ran.stdout)) as Printed };
  }

  /** The same without `--json`. */
  async text(person: keyof ForgeWorld['tokens'], ...args: readonly string[]): Promise<Omit<Ran, 'document'>> {
    return runBranchline(args, {
      environment: this.environment(person),
      folder: this.folder,
    });
  }

  promote(person: keyof ForgeWorld['tokens'] = 'ada', ...flags: readonly string[]): Promise<Ran> {
    return this.cli(person, 'promote', '--repo', this.url, '--from', 'dev', '--to', 'test', ...flags);
  }

  plan(): Promise<Ran> {
    return this.cli('ada', 'plan', '--repo', this.url, '--from', 'dev', '--to', 'test');
  }

  /** Files on a branch of their own, which is the default branch from now on. */
  async onDefaultBranch(branch: string, files: Readonly<Record<string, string>>): Promise<void> {
    await this.forge.commit(repository, branch, 'Of the repository', files, { from: 'dev' });
    const cwd = this.forge.repositoryPath(repository);
    await promisify(execFile)('git', ['symbolic-ref', 'HEAD', `refs/heads/${branch}`], { cwd });
  }

  /** What a person does on the page of a pull request. */
  async editBody(number: number | undefined, body: string): Promise<void> {
    const answer = await fetch(`${this.forge.url}/api/v1/repos/${repository}/pulls/${number ?? 0}`, {
      method: 'PATCH',
      headers: { authorization: `token ${this.tokens.bob}`, 'content-type': 'application/json' },
      body: JSON.stringify({ body }),
    });
    assert.ok(answer.ok, `${answer.status}`);
  }

  open() {
    return this.forge.pullRequests(repository).filter(({ state }) => state === 'open');
  }

  pullRequest(number: number | undefined) {
    const found = this.forge.pullRequests(repository).find((one) => one.number === number);
    assert.ok(found, `no pull request ${number}`);
    return found;
  }

  async head(branch: string): Promise<string | undefined> {
    return (await this.forge.heads(repository)).get(branch);
  }

  async comments(number: number): Promise<readonly string[]> {
    const answer = await fetch(`${this.forge.url}/api/v1/repos/${repository}/issues/${number}/comments`, {
      headers: { authorization: `token ${this.tokens.ada}` },
    });
    return ((await answer.json()) as { body: string }[]).map(({ body }) => body);
  }

  async end(): Promise<void> {
    await this.forge.stop();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
