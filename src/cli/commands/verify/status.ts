import type { CommitObserver } from '../../../core/fleet/commitObserver';
import type { NewStatus } from '../../../core/forge/types';
import { deadline } from '../../../core/support/deadline';
import { reasonOf } from '../../../core/support/errors';
import { inEnglish } from '../../../core/support/message';
import { redact } from '../../../core/support/redact';
import type { Posted } from '../../../core/verify/report/document';
import { pendingStatus, statusOf, type Subject, type Verdict } from '../../../core/verify/verdict';
import type { CliContext } from '../../context';
import type { VerifyCall } from './call';

/** A command that was told to stop has no more than that to say so. */
const lastWordMs = 300;
const postMs = 30_000;

/** Posts how it stands on the exact commit. What cannot be posted is said, and does not keep the verdict from being told. */
export class StatusPoster {
  private isRefused = false;

  constructor(
    private readonly observer: CommitObserver,
    private readonly call: Pick<VerifyCall, 'statusContext' | 'targetUrl'>,
    private readonly context: CliContext,
  ) {}

  async pending(subject: Subject): Promise<void> {
    const posted = await this.post(pendingStatus(subject), deadline(this.context.signal, postMs));
    this.context.signal.throwIfAborted();
    this.isRefused = posted.kind === 'failed';
    if (posted.kind === 'failed') this.context.warn(`branchline: ${posted.said}`);
  }

  verdict(verdict: Verdict): Promise<Posted> {
    return this.post(statusOf(verdict), deadline(this.context.signal, postMs));
  }

  /** It came to no end of its own: nobody is to wait for what is pending. */
  async broken(description: string): Promise<void> {
    if (this.isRefused) return;
    const posted = await this.post({ state: 'error', description }, AbortSignal.timeout(lastWordMs));
    if (posted.kind === 'failed') this.context.warn(`branchline: ${posted.said}`);
  }

  private async post(status: Pick<NewStatus, 'state' | 'description'>, signal: AbortSignal): Promise<Posted> {
    const { statusContext: context, targetUrl: url } = this.call;
    const { commit, location } = this.observer;
    const failed = (why: string): Posted => ({
      kind: 'failed',
      said: redact(`The status ${context} was not posted: ${why}`),
    });
    if (location.forge.kind === 'unknown') return failed(inEnglish(location.forge.said));
    const { client, repository } = location.forge;
    try {
      await client.postStatus(repository, commit.sha, { context, ...status, ...(url ? { url } : {}) }, signal);
      return { kind: 'posted', context };
    } catch (error) {
      return failed(reasonOf(error));
    }
  }
}
