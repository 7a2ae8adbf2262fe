import { spawn } from 'node:child_process';
import { basename } from 'node:path';

const timeoutMs = 240_000;

/**
 * Runs kubectl, or what does as it does, to its end, with a kubeconfig and a folder for its caches of its own.
 *
 * @returns what it wrote to standard output
 * @throws Error with what it wrote to standard error where it did not succeed
 */
export function runClient(
  command: string,
  args: readonly string[],
  { kubeconfig, home, input }: { readonly kubeconfig: string; readonly home: string; readonly input?: string },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: { ...process.env, KUBECONFIG: kubeconfig, HOME: home, USERPROFILE: home },
      timeout: timeoutMs,
      windowsHide: true,
    });
    const written = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => (written[stream] += text));
    }
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(written.stdout);
      else reject(new Error(`${basename(command)} ${args.join(' ')}: ${written.stderr.trim()}`));
    });
    child.stdin.on('error', () => undefined); // it ended without reading: its exit code says why
    child.stdin.end(input);
  });
}
