import type { Clock } from '../../support/clock';
import type { Disposable } from '../../support/disposable';
import type { KubeContext } from '../kubeconfig/types';
import type { Session } from './session';

/** The one session of a connection: opened when first needed, and anew once it is stale or was refused. */
export class SignedIn implements Disposable {
  private current: Promise<Session> | undefined;

  constructor(
    private readonly signIn: () => Promise<Session>,
    private readonly clock: Clock,
  ) {}

  async session(): Promise<Session> {
    const { current } = this;
    if (current === undefined) return this.signInOnce();
    const session = await current;
    if (!session.isStale(this.clock.now())) return session;
    await this.drop(session);
    return this.current ?? this.signInOnce();
  }

  /** Where it leads and as whom; undefined while nobody is signed in. */
  async context(): Promise<KubeContext | undefined> {
    try {
      return (await this.current)?.context;
    } catch {
      return undefined; // could not sign in: the gate knows why
    }
  }

  /** Leaves a session unless another has taken its place already. */
  async drop(session: Session): Promise<void> {
    if (this.current && (await this.current) === session) this.retire();
  }

  /** What the session still streams goes on: it was let in. */
  retire(): void {
    this.leave((session) => session.retire());
  }

  dispose(): void {
    this.leave((session) => session.dispose());
  }

  private leave(end: (session: Session) => void): void {
    // One that failed to open has nothing to close.
    this.current?.then(end).catch(() => undefined);
    this.current = undefined;
  }

  private signInOnce(): Promise<Session> {
    const session = this.signIn();
    this.current = session;
    session.catch(() => {
      if (this.current === session) this.current = undefined;
    });
    return session;
  }
}
