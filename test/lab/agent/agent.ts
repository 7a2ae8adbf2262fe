import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { placed, verify, type Outcome, type Place } from './deployment';
import { deployable } from './files';
import { openInbox, type Push } from './inbox';
import { Lane, Superseded } from './lanes';
import type { LastStep } from './lastStep';
import type { Deployment, ForgePort, Status } from './ports';
import { InvalidManifests, render } from './render';

/** Where a branch is deployed to, and what its status is called. */
export interface Target extends Place {
  readonly environment: string;
}

interface AgentOptions {
  readonly forge: ForgePort;
  /** Undefined for branches that are nobody's environment, such as candidates. */
  readonly targetOf: (repository: string, branch: string) => Target | undefined;
  /** What the work before the rollout takes. */
  readonly workMs: number;
  /** How long a rollout may take before it counts as failed. */
  readonly deadlineMs: number;
  /** In place of the agent's own way to wait for the rollout. */
  readonly lastStep?: LastStep | undefined;
}

export type Verdict = Outcome['verdict'];

/** The contexts that every deployed commit has a status under. */
export const validateContext = 'ci/validate';
export const deployContext = (environment: string): string => `deploy/${environment}`;

/** Deploys a branch on push and says on the commit how that went. */
export class Agent {
  private readonly lanes = new Map<string, Lane>();
  private readonly verdicts = new Map<string, Verdict>();
  private readonly waiting = new Map<string, Set<() => void>>();
  private closeInbox: () => Promise<void> = () => Promise.resolve();

  private constructor(private readonly options: AgentOptions) {}

  /** Starts listening; `hook` is what the forge has to be told. */
  static async start(options: AgentOptions): Promise<{ agent: Agent; hook: { url: string; secret: string } }> {
    const agent = new Agent(options);
    const secret = randomBytes(16).toString('hex');
    const inbox = await openInbox(secret, (push) => agent.hear(push));
    agent.closeInbox = () => inbox.stop();
    return { agent, hook: { url: inbox.url, secret } };
  }

  /** Takes note of a deployment that was there before the agent. */
  remember(repository: string, branch: string, commit: string, verdict: Verdict): void {
    this.verdicts.set(key(repository, branch, commit), verdict);
  }

  /** The verdict on the head of that branch, as soon as there is one; of the newer head if it moves meanwhile. */
  async settled(repository: string, branch: string, signal: AbortSignal): Promise<Verdict> {
    for (;;) {
      signal.throwIfAborted();
      const head = await this.options.forge.head(repository, branch);
      if (head === undefined) throw new Error(`${repository} has no branch ${branch}`);
      const verdict = this.verdicts.get(key(repository, branch, head));
      if (verdict !== undefined) return verdict;
      await this.somethingEnds(`${repository} ${branch}`, signal);
    }
  }

  async stop(): Promise<void> {
    await this.closeInbox();
    await Promise.all([...this.lanes.values()].map((lane) => lane.stop()));
  }

  private hear({ repository, branch, commit }: Push): void {
    const target = this.options.targetOf(repository, branch);
    if (!target) return;
    this.verdicts.delete(key(repository, branch, commit));
    const name = `${repository} ${branch}`;
    const lane =
      this.lanes.get(name) ?? new Lane((next, signal) => this.deploy(repository, branch, next, target, signal));
    this.lanes.set(name, lane);
    lane.push(commit);
  }

  private async deploy(
    repository: string,
    branch: string,
    commit: string,
    target: Target,
    signal: AbortSignal,
  ): Promise<void> {
    const post = (context: string, state: Status['state'], description: string): Promise<void> =>
      this.options.forge.postStatus(repository, commit, { context, state, description: description.slice(0, 255) });
    const context = deployContext(target.environment);
    try {
      await post(context, 'pending', `Deploying to ${target.namespace}`);
      const deployment = await this.read(repository, commit, target, signal);
      await post(validateContext, 'success', `${deployment.manifests.length} objects`);
      await delay(this.options.workMs, undefined, { signal });
      await target.cluster.deploy([deployment], signal);
      const { lastStep, deadlineMs } = this.options;
      const { verdict, description } = lastStep
        ? await lastStep({ repository, branch, commit }, signal)
        : await verify(target.cluster, deployment, signal, deadlineMs);
      await post(context, verdict, description);
      this.conclude(repository, branch, commit, verdict);
    } catch (error) {
      if (signal.aborted && !(signal.reason instanceof Superseded)) return;
      if (error instanceof InvalidManifests) await post(validateContext, 'failure', error.message);
      const [state, description] = failure(error, signal);
      await post(context, state, description);
      this.conclude(repository, branch, commit, 'failure');
    }
  }

  private async read(repository: string, commit: string, target: Target, signal: AbortSignal): Promise<Deployment> {
    const files = await this.options.forge.filesAt(repository, commit, signal);
    return placed(render(deployable(files)), target.namespace);
  }

  private conclude(repository: string, branch: string, commit: string, verdict: Verdict): void {
    this.remember(repository, branch, commit, verdict);
    for (const resume of this.waiting.get(`${repository} ${branch}`) ?? []) resume();
  }

  private somethingEnds(name: string, signal: AbortSignal): Promise<void> {
    const waiting = this.waiting.get(name) ?? new Set();
    this.waiting.set(name, waiting);
    return new Promise((resolve, reject) => {
      const done = (): void => {
        waiting.delete(done);
        signal.removeEventListener('abort', done);
        if (signal.aborted) reject(new Error(`No deployment of ${name} has ended`, { cause: signal.reason }));
        else resolve();
      };
      waiting.add(done);
      signal.addEventListener('abort', done);
    });
  }
}

const key = (repository: string, branch: string, commit: string): string => `${repository} ${branch} ${commit}`;

function failure(error: unknown, signal: AbortSignal): [Status['state'], string] {
  if (signal.reason instanceof Superseded)
    return ['error', `Not finished: ${signal.reason.by.slice(0, 12)} came after it`];
  return ['failure', error instanceof Error ? error.message : String(error)];
}
