import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runBranchline } from '../runBranchline';
import { startForge, type ForgeDouble } from '../../lab/forge';

export interface SetupDocument {
  readonly mode: string;
  readonly complete: boolean;
  readonly made: readonly string[];
  readonly items: readonly {
    readonly part: string;
    readonly branch?: string;
    readonly standing: string;
    readonly said: readonly string[];
    readonly byHand?: string;
  }[];
  readonly files: Readonly<Record<string, readonly string[]>>;
  readonly notLookedAt: readonly string[];
  readonly leftToYou: readonly string[];
}

export const image = 'registry.example.com/shop/cart:1.0.0';

/** A forge with an empty organisation, and the command line of two people: one owns it, the other may only write. */
export class SetupWorld {
  /** Of the webhook, where one is named. */
  webhookSecret = '';

  private constructor(
    readonly forge: ForgeDouble,
    readonly folder: string,
    readonly tokens: Readonly<Record<'ada' | 'bob', string>>,
  ) {}

  static async start(): Promise<SetupWorld> {
    const folder = await mkdtemp(join(tmpdir(), 'branchline-setting-up-'));
    const forge = await startForge({ folder: join(folder, 'forge') });
    const ada = forge.createAccount('ada', { access: 'admin' });
    const bob = forge.createAccount('bob', { access: 'write' });
    forge.createOrganisation('gitops');
    return new SetupWorld(forge, folder, { ada: ada.token, bob: bob.token });
  }

  environment(person: 'ada' | 'bob' = 'ada'): Readonly<Record<string, string>> {
    return {
      BRANCHLINE_CACHE: join(this.folder, `cache-${person}`),
      BRANCHLINE_TOKEN: this.tokens[person],
      BRANCHLINE_WEBHOOK_SECRET: this.webhookSecret,
    };
  }

  get usual(): readonly string[] {
    return ['--forge', this.forge.url, '--owner', 'gitops', '--image', image];
  }

  catalog(text?: string): Promise<void> {
    return text === undefined
      ? rm(join(this.folder, 'branchline.yaml'), { force: true })
      : writeFile(join(this.folder, 'branchline.yaml'), text);
  }

  readCatalog(): Promise<string> {
    return readFile(join(this.folder, 'branchline.yaml'), 'utf8');
  }

  async run(person: 'ada' | 'bob', ...args: readonly string[]) {
    return runBranchline(args, {
      environment: this.environment(person),
      folder: this.folder,
    });
  }

  async setup(...args: readonly string[]) {
    const ran = await this.run('ada', 'setup', ...args, ...this.usual, '--json');
    const document = ran.stdout === '' ? undefined : (JSON.parse(ran.stdout) as SetupDocument);
    return { ...ran, document, standing: standings(document) };
  }

  /** What was sent to change something. */
  get writes(): readonly string[] {
    const isWrite = ({ method, path }: { readonly method: string; readonly path: string }) =>
      method !== 'GET' && !path.endsWith('/git-upload-pack');
    return this.forge.requests.filter(isWrite).map(({ method, path }) => `${method} ${path}`);
  }

  async git(name: `${string}/${string}`, ...args: readonly string[]): Promise<string> {
    const { stdout } = await promisify(execFile)('git', args, { cwd: this.forge.repositoryPath(name) });
    return stdout.trim();
  }

  /** The tree of entries as `git mktree` takes them. */
  async mktree(name: `${string}/${string}`, listing: string): Promise<string> {
    const made = promisify(execFile)('git', ['mktree'], { cwd: this.forge.repositoryPath(name) });
    made.child.stdin?.end(listing);
    return (await made).stdout.trim();
  }

  async end(): Promise<void> {
    await this.forge.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

export function standings(document: SetupDocument | undefined): Readonly<Record<string, string>> {
  const entries = document?.items.map(({ part, branch, standing }) => [
    branch === undefined ? part : `${part} ${branch}`,
    standing,
  ]);
  return Object.fromEntries(entries ?? []) as Record<string, string>;
}
