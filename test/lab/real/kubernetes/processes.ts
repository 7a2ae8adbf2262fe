import { cp, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startGuarded, type Guarded } from '../../../../scripts/processes/guarded';
import type { Servers, ServerName } from '../../../../scripts/servers/ensure';
import type { Ending } from '../../ending';

/** How long a server may take to come up, on a machine that has much else to do. */
const patienceMs = 120_000;

/** The processes of one set of servers. Each ends with this process, in whatever way it ends; each has a log. */
export class Processes {
  private constructor(
    private readonly servers: Servers,
    private readonly logs: string,
    private readonly ending: Ending,
  ) {}

  /** @param folder gets a folder `logs` */
  static async in(folder: string, servers: Servers, ending: Ending): Promise<Processes> {
    const logs = join(folder, 'logs');
    await mkdir(logs, { recursive: true });
    return new Processes(servers, logs, ending);
  }

  /** @param variables besides those of this process */
  async start(name: ServerName, args: readonly string[], variables: NodeJS.ProcessEnv = {}): Promise<Guarded> {
    const env = { ...process.env, ...variables };
    const server = startGuarded(this.servers.command(name), args, { log: join(this.logs, `${name}.log`), env });
    await this.ending.add(() => server.stop());
    return server;
  }

  /**
   * Asks again and again until the answer is yes. Ends at once where the server that is waited for has ended.
   *
   * @throws Error with what the server said last, and where all of it is kept
   */
  async until(what: string, server: Guarded, isSo: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + patienceMs;
    let hasEnded = false as boolean; // set below, while this waits
    void server.ended.then(() => (hasEnded = true));
    while (!(await isSo())) {
      this.ending.signal.throwIfAborted();
      if (hasEnded || Date.now() > deadline) {
        const said = server.output().split('\n').slice(-20).join('\n');
        throw new Error(`${what}: ${hasEnded ? 'it ended' : 'not in time'}; logs in ${await this.keepLogs()}\n${said}`);
      }
      await pause(50);
    }
  }

  /** Copies the logs to where they outlast the lab. */
  async keepLogs(): Promise<string> {
    const kept = resolve('out/real', `${new Date().toISOString().replaceAll(':', '-')}-${process.pid}`);
    await cp(this.logs, kept, { recursive: true });
    return kept;
  }
}
