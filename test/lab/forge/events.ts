import type { AccountRecord, PullRequestRecord, RepositoryRecord, StatusRecord } from './state';

export type ForgeEvent =
  | {
      kind: 'push';
      repository: RepositoryRecord;
      branch: string;
      before: string;
      after: string;
      by: AccountRecord;
      at: Date;
    }
  | {
      kind: 'pullRequest';
      action: 'opened' | 'edited' | 'closed' | 'reopened' | 'synchronized';
      repository: RepositoryRecord;
      pullRequest: PullRequestRecord;
      by: AccountRecord;
    }
  | { kind: 'status'; repository: RepositoryRecord; status: StatusRecord };

type Listener = (event: ForgeEvent) => void | Promise<void>;

/** What happened on the forge, told to each listener in turn; a listener that waits holds up the ones after it. */
export class Events {
  private readonly listeners = new Set<Listener>();

  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  async tell(event: ForgeEvent): Promise<void> {
    for (const listener of this.listeners) await listener(event);
  }
}
