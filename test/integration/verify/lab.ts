import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { runCli } from '../../../src/cli/run';
import type { Lab } from '../../lab/lab';

export interface Called {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const requirement = z.object({
  kind: z.string(),
  subject: z.string(),
  state: z.string(),
  said: z.string(),
  details: z.array(z.string()).default([]),
});
const document = z.object({
  commit: z.string(),
  verified: z.boolean(),
  ended: z.string(),
  evidence: z.string(),
  reasons: z.array(requirement),
  requirements: z.array(requirement),
  branchMovedTo: z.string().optional(),
  status: z.looseObject({ kind: z.string(), said: z.string().optional() }).optional(),
});
export type Document = z.infer<typeof document>;

const statuses = z.array(
  z.object({ context: z.string(), status: z.string(), description: z.string(), target_url: z.string() }),
);

/** The command line as a pipeline of cart calls it, on a busy machine. */
export class CartPipeline {
  constructor(readonly lab: Lab) {}

  async call(
    args: readonly string[],
    environment: Readonly<Record<string, string>> = this.lab.environment,
    onLine: (line: string) => void = () => undefined,
    folder = this.lab.workspace,
  ): Promise<Called> {
    const out: string[] = [];
    const err: string[] = [];
    const code = await runCli(['verify', '--service', 'cart', '--settle', '1s', '--timeout', '90s', ...args], {
      environment: { ...process.env, ...environment },
      folder,
      signal: new AbortController().signal,
      print: (text) => out.push(text),
      warn: (text) => {
        err.push(text);
        onLine(text);
      },
    });
    return { code, out: out.join('\n'), err: err.join('\n') };
  }

  async json(...args: readonly string[]): Promise<Called & { readonly document: Document }> {
    const called = await this.call([...args, '--json']);
    return { ...called, document: document.parse(JSON.parse(called.out)) };
  }

  /** A catalog of its own beside the lab's: what it says of the environments changed. */
  async catalog(name: string, change: (text: string) => string): Promise<string> {
    const text = await readFile(join(this.lab.workspace, 'branchline.yaml'), 'utf8');
    const changed = change(text);
    if (changed === text) throw new Error('The catalog is as it was');
    const path = join(this.lab.workspace, name);
    await writeFile(path, changed);
    return path;
  }

  /** With these checks for dev, in YAML's flow style. */
  withChecks(name: string, ...checks: readonly string[]): Promise<string> {
    return this.catalog(name, (text) =>
      text.replace('- { name: dev,', `- { name: dev, verify: [${checks.join(', ')}],`),
    );
  }

  /** All statuses of a commit under our context, the newest first. */
  async statusesOf(commit: string, context = 'branchline/verify') {
    const { url, owner, tokens } = this.lab.forge;
    const answer = await fetch(`${url}/api/v1/repos/${owner}/cart/commits/${commit}/statuses`, {
      headers: { authorization: `token ${tokens.developer}` },
    });
    return statuses.parse(await answer.json()).filter((status) => status.context === context);
  }
}
