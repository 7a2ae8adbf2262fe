import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { secret } from '../../unit/relay/deliveries';
import { relayToken } from './relay';

/** A relay as a process of its own, which may be killed and started again at the same port. */
export class RelayProcess {
  private child: ChildProcess | undefined;
  port = 0;
  adminPort = 0;
  out = '';

  /** @param cli the built command line */
  constructor(
    private readonly cli: string,
    private readonly configuration: string,
    private readonly folder: string,
  ) {}

  async start(): Promise<this> {
    const child = spawn(process.execPath, [this.cli, 'relay', '--config', this.configuration], {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { PATH: process.env['PATH'] ?? '', HOME: this.folder, HOOK: secret, RELAY_TOKEN: relayToken },
    });
    this.child = child;
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    while (!/"the relay listens"[^\n]*\n/.test(out))
      await once(child.stdout, 'data', { signal: AbortSignal.timeout(30_000) });
    const [line = '{}'] = /\{[^\n]*"the relay listens"[^\n]*/.exec(out) ?? [];
    ({ port: this.port, adminPort: this.adminPort } = JSON.parse(line) as { port: number; adminPort: number });
    return this;
  }

  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  }

  /** The value of a figure; the sum of its series. */
  async figure(name: string): Promise<number> {
    const text = await (await fetch(`http://127.0.0.1:${this.adminPort}/metrics`)).text();
    const lines = text.split('\n').filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
    return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  }
}
