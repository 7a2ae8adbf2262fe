import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { runBranchline } from '../runBranchline';
import { ForgeWorld, manifest } from '../promotion/forgeWorld';

export { manifest };

const item = z.looseObject({
  path: z.string(),
  key: z.array(z.string()).optional(),
  standing: z.string().optional(),
  owned: z.boolean(),
  secret: z.boolean(),
  reintroduced: z.boolean(),
});
const outcome = z.union([z.string(), z.object({ failed: z.string() })]);
const document = z.object({
  verdict: z.string(),
  said: z.string(),
  reasons: z.array(z.looseObject({ kind: z.string(), weight: z.string(), said: z.string() })).default([]),
  items: z.array(item).default([]),
  posted: z.looseObject({ kind: z.string(), status: outcome.optional(), comment: outcome.optional() }).optional(),
});
export type Document = z.infer<typeof document>;

export interface Judged {
  readonly code: number;
  readonly document: Document;
  readonly stdout: string;
  readonly stderr: string;
}

const statuses = z.array(z.object({ context: z.string(), status: z.string(), description: z.string() }));
const comments = z.array(z.object({ id: z.number(), user: z.object({ login: z.string() }), body: z.string() }));

/** A forge with `dev` one change ahead of `test`, whose pipeline has to have passed, and whoever judges what is open. */
export class JudgeWorld {
  private branches = 0;

  private constructor(readonly base: ForgeWorld) {}

  static async start(): Promise<JudgeWorld> {
    const base = await ForgeWorld.start();
    const world = new JudgeWorld(base);
    await world.catalog();
    return world;
  }

  get catalogFile(): string {
    return join(this.base.folder, 'branchline.yaml');
  }

  get forge() {
    return this.base.forge;
  }

  /** @param more lines of the promotion's gates, and of the whole */
  catalog(gates = 'pipeline: required', more: readonly string[] = []): Promise<void> {
    const lines = [
      'version: 1',
      'environments: [{ name: dev }, { name: test }]',
      `promotions: [{ from: dev, to: test, gates: { ${gates} } }]`,
      'content: { environmentOwned: { keys: [spec.replicas], paths: ["env/**"] } }',
      `services: [{ name: cart, repository: ${JSON.stringify(this.base.url)} }]`,
      ...more,
      '',
    ];
    return writeFile(this.catalogFile, lines.join('\n'));
  }

  /** The pipeline of a branch's head passes, or does not. */
  async pipeline(branch = 'dev', state: 'success' | 'failure' | 'pending' = 'success'): Promise<void> {
    const head = (await this.base.head(branch)) ?? '';
    await this.forge.postStatus(this.base.repository, head, { context: 'deploy', state });
  }

  commit(branch: string, files: Readonly<Record<string, string | null>>, from?: string, message = 'By hand') {
    return this.base.commit(branch, message, files, from);
  }

  /** A pull request as a person opens one: from a branch with these files on top of another. */
  async byHand(
    files: Readonly<Record<string, string | null>>,
    { from = 'test', base = 'test', message = 'By hand', title = 'By hand' } = {},
  ): Promise<number> {
    const branch = `people/${(this.branches += 1)}`;
    await this.commit(branch, files, from, message);
    return this.base.openByHand(branch, base, title);
  }

  async judge(number: number, ...flags: readonly string[]): Promise<Judged> {
    return this.call('--service', 'cart', '--pull-request', String(number), ...flags);
  }

  async call(...flags: readonly string[]): Promise<Judged> {
    const ran = await this.base.text('ada', 'judge', '--catalog', this.catalogFile, ...flags, '--json');
    const parsed: unknown = ran.stdout === '' ? { verdict: 'none', said: '' } : JSON.parse(ran.stdout);
    const first: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
    return { ...ran, document: document.parse(first) };
  }

  /** With other words in the environment: those of a pipeline, or tokens of single hosts. */
  async run(more: Readonly<Record<string, string>>, ...args: readonly string[]) {
    return runBranchline(args, {
      environment: { ...this.base.environment(), ...more },
      folder: this.base.folder,
    });
  }

  /** All statuses of a commit, the newest first. */
  async statuses(commit: string) {
    return statuses
      .parse(await this.read(`commits/${commit}/statuses`))
      .filter(({ context }) => context.startsWith('branchline/'));
  }

  async comments(number: number) {
    const all = comments.parse(await this.read(`issues/${number}/comments`));
    return all.map(({ id, user, body }) => ({ id, author: user.login, body }));
  }

  async send(method: string, path: string, body: object, person: 'ada' | 'bob' = 'bob'): Promise<unknown> {
    const answer = await fetch(`${this.forge.url}/api/v1/repos/${this.base.repository}/${path}`, {
      method,
      headers: { authorization: `token ${this.base.tokens[person]}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return answer.json();
  }

  private async read(path: string): Promise<unknown> {
    const answer = await fetch(`${this.forge.url}/api/v1/repos/${this.base.repository}/${path}`, {
      headers: { authorization: `token ${this.base.tokens.ada}` },
    });
    return answer.json();
  }

  headOf(number: number): Promise<string | undefined> {
    return this.base.head(this.base.pullRequest(number).head);
  }

  end(): Promise<void> {
    return this.base.end();
  }
}

/** The reasons that stand in the way. */
export function against({ document: { reasons } }: Judged): readonly string[] {
  return reasons.filter(({ weight }) => weight !== 'told').map(({ kind }) => kind);
}

export function told({ document: { reasons } }: Judged): readonly string[] {
  return reasons.filter(({ weight }) => weight === 'told').map(({ kind }) => kind);
}
