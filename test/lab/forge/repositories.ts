import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Accounts } from './accounts';
import type { Git } from './git';
import { Refusal } from './refusal';
import type { RepositoryRecord } from './state';
import type { RepositoryName, RepositoryOptions, Seed } from './types';

/** Partial clones as forges allow them; pull request refs are read-only; nothing is ever collected. */
const configuration = `
[http]
	receivepack = true
[receive]
	hideRefs = refs/pull
[uploadpack]
	allowFilter = true
	allowAnySHA1InWant = true
[gc]
	auto = 0
`;

/** The repositories of the forge: a record and a bare repository each. */
export class Repositories {
  private readonly byName = new Map<string, RepositoryRecord>();

  constructor(
    private readonly git: Git,
    private readonly accounts: Accounts,
    private readonly folder: string,
    private readonly now: () => Date,
  ) {}

  async create(name: RepositoryName, options: RepositoryOptions = {}): Promise<RepositoryRecord> {
    const [ownerName = '', repositoryName = ''] = name.split('/');
    const owner = this.accounts.find(ownerName);
    if (!owner) throw Refusal.notFound(`user does not exist [uid: 0, name: ${ownerName}]`);
    if (!/^[\w.-]+$/.test(repositoryName) || repositoryName.startsWith('-'))
      throw Refusal.invalid('[Name]: AlphaDashDot');
    if (this.byName.has(name.toLowerCase()))
      throw new Refusal(409, 'The repository with the same name already exists.');
    const createdAt = this.now();
    const record: RepositoryRecord = {
      id: this.byName.size + 1,
      owner,
      name: repositoryName,
      fullName: name,
      path: join(this.folder, owner.name, `${repositoryName}.git`),
      description: options.description ?? '',
      defaultBranch: options.defaultBranch ?? 'main',
      private: options.private ?? true,
      archived: options.archived ?? false,
      topics: options.topics ?? [],
      landing: new Set(options.landing ?? ['merge', 'squash', 'rebase']),
      deleteBranchAfterMerge: options.deleteBranchAfterMerge ?? false,
      hasPullRequests: options.pullRequests ?? true,
      access: options.access ?? {},
      createdAt,
      updatedAt: createdAt,
      pullRequests: [],
      runs: [],
      comments: [],
      labels: [],
      statuses: [],
      protections: [],
    };
    this.byName.set(name.toLowerCase(), record);
    await this.initialise(record);
    return record;
  }

  find(name: string): RepositoryRecord | undefined {
    return this.byName.get(name.toLowerCase());
  }

  get(name: RepositoryName): RepositoryRecord {
    const record = this.find(name);
    if (!record) throw Refusal.notFound(`The target couldn't be found: ${name}`);
    return record;
  }

  all(): readonly RepositoryRecord[] {
    return [...this.byName.values()];
  }

  async seed(name: RepositoryName, seed: Seed): Promise<void> {
    const { path } = this.get(name);
    if (seed.kind === 'stream')
      await this.git.bytes(path, ['fast-import', '--quiet', '--force'], { input: seed.stream });
    else
      await this.git.bytes(path, [
        'fetch',
        '--quiet',
        '--',
        seed.path,
        '+refs/heads/*:refs/heads/*',
        '+refs/tags/*:refs/tags/*',
      ]);
  }

  private async initialise(record: RepositoryRecord): Promise<void> {
    await mkdir(record.path, { recursive: true });
    await this.git.bytes(record.path, [
      'init',
      '--quiet',
      '--bare',
      '--template=',
      `--initial-branch=${record.defaultBranch}`,
    ]);
    await appendFile(join(record.path, 'config'), configuration);
  }
}
