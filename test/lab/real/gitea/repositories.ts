import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { FileEdits } from '../../lab';
import type { RepositoryName, RepositoryOptions, Seed } from '../../forge';
import { Branches } from '../../forge/branches';
import { Git, type Signature } from '../../forge/git';
import { Serial } from '../../forge/serial';
import { inPath, type OperatorApi } from './api';
import type { People } from './people';
import { until } from './patience';

const branchAnswer = z.object({ commit: z.object({ id: z.string() }) });
const namedBranch = branchAnswer.extend({ name: z.string() });

export interface Change {
  readonly branch: string;
  readonly message: string;
  readonly edits: FileEdits;
  readonly by: Signature;
  /** Where a branch that does not exist yet starts. */
  readonly from: string | undefined;
}

/** Repositories on the server. What is committed is made in a repository beside it and pushed, as people do. */
export class Repositories {
  private readonly git: Git;
  private readonly branches: Branches;
  private readonly serial = new Serial();
  private readonly scratches = new Map<RepositoryName, Promise<string>>();
  private commits = 0;

  constructor(
    private readonly api: OperatorApi,
    private readonly people: People,
    private readonly folders: { readonly served: string; readonly scratch: string },
    private readonly signal: AbortSignal,
  ) {
    this.git = new Git(signal);
    this.branches = new Branches(this.git);
  }

  path(name: RepositoryName): string {
    return join(this.folders.served, `${name.toLowerCase()}.git`);
  }

  async create(name: RepositoryName, options: RepositoryOptions): Promise<void> {
    const [owner = '', repository = ''] = name.split('/');
    const where = this.people.isOrganisation(owner) ? `/orgs/${owner}/repos` : `/admin/users/${owner}/repos`;
    const { description = '', defaultBranch = 'main', private: hidden = true, stream } = options;
    const body = { name: repository, description, default_branch: defaultBranch, private: hidden };
    if (stream === undefined) await this.api.call('POST', where, { body });
    else await this.takeUp(name, stream, body);
    const {
      topics = [],
      landing = ['merge', 'squash', 'rebase'],
      deleteBranchAfterMerge = false,
      archived = false,
    } = options;
    await this.api.call('PUT', `/repos/${name}/topics`, { body: { topics } });
    await this.api.call('PATCH', `/repos/${name}`, {
      body: {
        allow_merge_commits: landing.includes('merge'),
        allow_squash_merge: landing.includes('squash'),
        allow_rebase: landing.includes('rebase'),
        default_delete_branch_after_merge: deleteBranchAfterMerge,
        has_pull_requests: options.pullRequests ?? true,
        archived,
      },
    });
    for (const [account, permission] of Object.entries(options.access ?? {})) {
      if (permission === 'none') throw new Error('Gitea takes nothing from what a team may do');
      await this.api.call('PUT', `/repos/${name}/collaborators/${account}`, { body: { permission } });
    }
  }

  /** Written where the server keeps it: a push would cost it several times as much. */
  private async takeUp(name: RepositoryName, stream: string, settings: { default_branch: string }): Promise<void> {
    const path = this.path(name);
    await mkdir(path, { recursive: true });
    await this.git.bytes(path, [
      'init',
      '--quiet',
      '--bare',
      '--template=',
      `--initial-branch=${settings.default_branch}`,
    ]);
    await this.git.bytes(path, ['fast-import', '--quiet'], { input: stream });
    await this.adopt(name);
    await this.api.call('PATCH', `/repos/${name}`, { body: settings });
    await this.listed(name);
  }

  /** Takes up a repository that lies in the server's folder already: what seeding hundreds is fast by. */
  async adopt(name: RepositoryName): Promise<void> {
    await this.api.call('POST', `/admin/unadopted/${name}`);
  }

  async seed(name: RepositoryName, seed: Seed): Promise<void> {
    const scratch = seed.kind === 'repository' ? seed.path : await this.scratch(name);
    if (seed.kind === 'stream') await this.git.bytes(scratch, ['fast-import', '--quiet'], { input: seed.stream });
    await this.push(name, scratch, 'refs/heads/*:refs/heads/*');
    await this.listed(name);
  }

  /** Waits until the API lists the branches as they are. */
  private async listed(name: RepositoryName): Promise<void> {
    const heads = await this.heads(name);
    const look = async (): Promise<true | undefined> => {
      const listed = z.array(namedBranch).parse(await this.api.list(`/repos/${name}/branches`));
      const known = listed.filter(({ name: branch, commit }) => heads.get(branch) === commit.id);
      return known.length === heads.size ? true : undefined;
    };
    await until(`${name} with its branches`, look, this.signal);
  }

  async heads(name: RepositoryName): Promise<ReadonlyMap<string, string>> {
    const refs = await this.branches.refs({ path: this.path(name) });
    const heads = [...refs].filter(([ref]) => ref.startsWith('refs/heads/'));
    return new Map(heads.map(([ref, commit]) => [ref.slice('refs/heads/'.length), commit]));
  }

  /** Returns the new head, once the server's API knows it. */
  commit(name: RepositoryName, { branch, message, edits, by, from }: Change): Promise<string> {
    return this.serial.run(name, async () => {
      const served = { path: this.path(name) };
      const scratch = await this.scratch(name);
      const start = from === undefined ? undefined : await this.branches.resolve(served, from);
      if (from !== undefined && start === undefined) throw new Error(`${name} has no ${from}`);
      const parent = (await this.heads(name)).get(branch) ?? start;
      const made = `lab/${(this.commits += 1)}`;
      const commit = await this.branches.commit({ path: scratch }, { branch: made, parent, message, edits, by });
      await this.push(name, scratch, `${commit}:refs/heads/${branch}`);
      await this.known(name, branch, commit);
      return commit;
    });
  }

  async deleteBranch(name: RepositoryName, branch: string): Promise<void> {
    await this.api.call('DELETE', `/repos/${name}/branches/${inPath(branch)}`);
    const gone = async (): Promise<true | undefined> =>
      (await this.api.find(`/repos/${name}/branches/${inPath(branch)}`)) === undefined ? true : undefined;
    await until(`${name} without ${branch}`, gone, this.signal);
  }

  /** Branches are indexed after a push: waits until the API answers with this commit. */
  async known(name: RepositoryName, branch: string, commit: string): Promise<void> {
    const look = async (): Promise<true | undefined> => {
      const found = branchAnswer.safeParse(await this.api.find(`/repos/${name}/branches/${inPath(branch)}`));
      return found.data?.commit.id === commit ? true : undefined;
    };
    await until(`${name} with ${branch} at ${commit}`, look, this.signal);
  }

  async ended(): Promise<void> {
    await this.git.ended();
  }

  /** A repository of our own that borrows the server's objects. */
  private scratch(name: RepositoryName): Promise<string> {
    const making = this.scratches.get(name) ?? this.makeScratch(name);
    this.scratches.set(name, making);
    return making;
  }

  private async makeScratch(name: RepositoryName): Promise<string> {
    const path = join(this.folders.scratch, `${name}.git`);
    await mkdir(path, { recursive: true });
    await this.git.bytes(path, ['init', '--quiet', '--bare', '--template=']);
    await mkdir(join(path, 'objects', 'info'), { recursive: true });
    await writeFile(join(path, 'objects', 'info', 'alternates'), `${join(this.path(name), 'objects')}\n`);
    return path;
  }

  private async push(name: RepositoryName, from: string, ref: string): Promise<void> {
    const credential = Buffer.from(`operator:${this.api.token}`).toString('base64');
    const env = {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'http.extraHeader',
      GIT_CONFIG_VALUE_0: `Authorization: Basic ${credential}`,
    };
    await this.git.bytes(from, ['push', '--quiet', '--', `${this.api.url}/${name}.git`, ref], { env });
  }
}
