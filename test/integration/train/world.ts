import { Owners } from '../../../src/cli/owners';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { CliContext } from '../../../src/cli/context';
import { runCli } from '../../../src/cli/run';
import type { Remote } from '../../../src/core/git/environment';
import { backDocument, madeDocument, reportDocument, stopDocument } from '../../../src/ui/train/documents';
import { runBranchline } from '../runBranchline';
import { ensureServers } from '../../../scripts/servers/ensure';
import { Ending } from '../../lab/ending';
import { startForge, type AnyForge } from '../../lab/forge';
import { startGitea } from '../../lab/real/gitea';

export const services = ['cart', 'checkout', 'payment'] as const;
export type Name = (typeof services)[number];

interface CarPrinted {
  readonly service: string;
  readonly state: string;
  readonly said: string;
  readonly pullRequest?: { readonly number: number };
}

export interface Printed {
  readonly train: string;
  readonly state?: string;
  readonly expect?: string;
  readonly waves?: readonly (readonly { readonly service: string }[])[];
  readonly steps?: readonly { readonly to: string; readonly waves: readonly (readonly CarPrinted[])[] }[];
  readonly opened?: readonly {
    readonly service: string;
    readonly kind: string;
    readonly number?: number;
    readonly word?: string;
    readonly items?: readonly string[];
  }[];
  readonly back?: readonly {
    readonly service: string;
    readonly to: string;
    readonly kind: string;
    readonly number?: number;
  }[];
  readonly left?: readonly { readonly service: string; readonly why: string; readonly said: string }[];
}

export interface Ran {
  readonly code: number;
  readonly document: Printed;
  readonly stdout: string;
  readonly stderr: string;
}

export type Environment = 'dev' | 'test' | 'prod';

export function manifest(name: Name, tag: string): Readonly<Record<string, string>> {
  return { 'app.yaml': `image: shop/${name}:${tag}\nreplicas: 1\n` };
}

/** What the editor draws, it has to be able to read, whatever the train has come to. */
function assertDrawn(command: string, document: unknown): void {
  const schema = { plan: madeDocument, stop: stopDocument, back: backDocument }[command] ?? reportDocument;
  const { error } = schema.safeParse(document);
  assert.equal(error, undefined, `train ${command}: ${error?.message ?? ''}`);
}

/** The forge of our own, or a real Gitea (`BRANCHLINE_BACKEND=real`). */
async function startAny(folder: string, ending: Ending): Promise<AnyForge> {
  if (process.env['BRANCHLINE_BACKEND'] === 'real') {
    const { command, giteaStatic } = await ensureServers(['gitea']);
    return startGitea({ folder, command: command('gitea'), staticFiles: giteaStatic, ending });
  }
  const forge = await startForge({ folder });
  await ending.add(() => forge.stop());
  return forge;
}

/** A forge with three services, each one change ahead on dev, whose pipelines passed there. */
export class TrainWorld {
  private constructor(
    readonly forge: AnyForge,
    readonly folder: string,
    private readonly token: string,
    private readonly ending: Ending,
  ) {}

  static async start(): Promise<TrainWorld> {
    const folder = await mkdtemp(join(tmpdir(), 'branchline-train-'));
    const ending = new Ending();
    await ending.add(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
    const forge = await startAny(join(folder, 'forge'), ending);
    await forge.createAccount('admin', { access: 'admin' });
    const { token } = await forge.createAccount('ada', { access: 'write' });
    await forge.createOrganisation('gitops');
    const world = new TrainWorld(forge, folder, token, ending);
    for (const name of services) {
      await forge.createRepository(`gitops/${name}`, { defaultBranch: 'dev' });
      await world.commit(name, 'dev', 'First', manifest(name, '1'));
      for (const branch of ['test', 'prod'] as const) {
        await forge.commit(`gitops/${name}`, branch, `First in ${branch}`, {}, { from: 'dev' });
        await world.pipeline(name, branch, 'success');
      }
      await world.commit(name, 'dev', 'Second', manifest(name, '2'));
      await world.pipeline(name, 'dev', 'success');
    }
    await world.catalog();
    return world;
  }

  catalog(
    train = '{ canary: [payment], dependsOn: { checkout: [cart] } }',
    {
      but,
      file = 'branchline.yaml',
      test = '{ name: test }',
    }: { readonly but?: Name; readonly file?: string; readonly test?: string } = {},
  ): Promise<void> {
    const named = services.filter((name) => name !== but);
    const listed = named.map((name) => `  - { name: ${name}, repository: "${this.forge.url}/gitops/${name}.git" }`);
    const lines = [
      'version: 1',
      `environments: [{ name: dev }, ${test}, { name: prod }]`,
      `train: ${train}`,
      'services:',
      ...listed,
      '',
    ];
    return writeFile(join(this.folder, file), lines.join('\n'));
  }

  commit(name: Name, branch: string, message: string, files: Readonly<Record<string, string | null>>): Promise<string> {
    return this.forge.commit(`gitops/${name}`, branch, message, files);
  }

  async head(name: Name, branch: string): Promise<string> {
    return (await this.forge.heads(`gitops/${name}`)).get(branch) ?? '';
  }

  async pipeline(name: Name, branch: Environment, state: 'success' | 'failure', context = 'deploy'): Promise<void> {
    await this.forge.postStatus(`gitops/${name}`, await this.head(name, branch), { context, state });
  }

  async open(name: Name) {
    return (await this.all(name)).filter(({ state }) => state === 'open');
  }

  async all(name: Name) {
    return this.forge.pullRequests(`gitops/${name}`);
  }

  /** Lands what is open of a service, and its pipeline ends so. */
  async land(name: Name, to: Environment, style: 'merge' | 'squash' | 'rebase', state?: 'success' | 'failure') {
    const [pullRequest] = (await this.open(name)).filter(({ base }) => base === to);
    await this.forge.merge(`gitops/${name}`, pullRequest?.number ?? 0, style);
    // It may be the very commit that was proposed, and some forges tell times by the second.
    if (state && style === 'rebase') await setTimeout(1_100);
    if (state) await this.pipeline(name, to, state);
  }

  /** What a person does on the page of the pull request of a service: all of its text is another. */
  async editBody(name: Name, number: number, body: string): Promise<void> {
    const answer = await fetch(`${this.forge.url}/api/v1/repos/gitops/${name}/pulls/${number}`, {
      method: 'PATCH',
      headers: { authorization: `token ${this.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ body }),
    });
    assert.ok(answer.ok, `${answer.status}`);
  }

  /** As a command is called, on a machine of its own. */
  context(): CliContext {
    const ignored = () => undefined;
    return {
      environment: { BRANCHLINE_CACHE: join(this.folder, 'cache-context'), BRANCHLINE_TOKEN: this.token },
      folder: this.folder,
      signal: new AbortController().signal,
      call: () => Promise.resolve(0),
      print: ignored,
      warn: ignored,
      exit: ignored,
      owners: new Owners({}),
    };
  }

  /** As git reaches a service. */
  remote(name: Name): Remote {
    const url = `${this.forge.url}/gitops/${name}.git`;
    return { url, where: name, token: { url: this.forge.url, token: this.token } };
  }

  file(name: Name, branch: string): Promise<string> {
    return this.git(name, 'show', `${branch}:app.yaml`);
  }

  async git(name: Name, ...args: readonly string[]): Promise<string> {
    const cwd = this.forge.repositoryPath(`gitops/${name}`);
    return (await promisify(execFile)('git', args, { cwd })).stdout.trim();
  }

  /** Runs `branchline train …` on a machine of its own name: what it keeps, no other one has. */
  async text(machine: string, ...args: readonly string[]): Promise<Omit<Ran, 'document'>> {
    return this.run(machine, 'train', ...args);
  }

  /** An ordinary promotion from dev to test. */
  promote(machine: string, name: Name, ...flags: readonly string[]): Promise<Omit<Ran, 'document'>> {
    const repository = `${this.forge.url}/gitops/${name}.git`;
    return this.run(machine, 'promote', '--repo', repository, '--from', 'dev', '--to', 'test', ...flags);
  }

  private run(machine: string, ...args: readonly string[]): Promise<Omit<Ran, 'document'>> {
    return runBranchline(args, {
      environment: { BRANCHLINE_CACHE: join(this.folder, `cache-${machine}`), BRANCHLINE_TOKEN: this.token },
      folder: this.folder,
    });
  }

  async train(machine: string, ...args: readonly string[]): Promise<Ran> {
    const ran = await this.text(machine, ...args, '--json');
    const document = (ran.stdout === '' ? {} : JSON.parse(ran.stdout)) as Printed;
    if (ran.stdout !== '') assertDrawn(args[0] ?? '', document);
    return { ...ran, document };
  }

  /** The same, and it is stopped, as by a person, once something is there. */
  async stopped(machine: string, isThere: () => boolean | Promise<boolean>, ...args: readonly string[]): Promise<void> {
    const stop = new AbortController();
    const world = {
      environment: { BRANCHLINE_CACHE: join(this.folder, `cache-${machine}`), BRANCHLINE_TOKEN: this.token },
      folder: this.folder,
      signal: stop.signal,
      print: () => undefined,
      warn: () => undefined,
    };
    const ran = runCli(['train', ...args], world).then(() => 'through' as const);
    while (!(await isThere())) {
      const first = await Promise.race([ran, setTimeout(2)]);
      assert.notEqual(first, 'through', 'it was through before it was stopped');
    }
    stop.abort();
    await ran;
  }

  /** Whether a branch of ours is there, as the forge's own disk tells. */
  isPushed(name: Name): boolean {
    return existsSync(join(this.forge.repositoryPath(`gitops/${name}`), 'refs', 'heads', 'promote'));
  }

  async end(): Promise<void> {
    await this.ending.run();
  }
}
