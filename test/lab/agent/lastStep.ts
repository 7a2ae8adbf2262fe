import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import type { Outcome } from './deployment';

/** What was deployed, as the last step of a pipeline knows it. */
export interface Deployed {
  readonly repository: string;
  readonly branch: string;
  readonly commit: string;
}

export type LastStep = (deployed: Deployed, signal: AbortSignal) => Promise<Outcome>;

const verdict = z.object({ verified: z.boolean(), evidence: z.string() });

/** `branchline verify` as the last step: what it says of a commit stands on that under its own context, too. */
export function branchlineVerify(options: {
  readonly workspace: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly deadlineMs: number;
}): LastStep {
  const { workspace, environment, deadlineMs } = options;
  return async ({ repository, branch, commit }, signal) => {
    // Labs without it load nothing of it.
    const { runCli } = await import('../../../src/cli/run');
    const service = repository.slice(repository.indexOf('/') + 1);
    await untilNamed(service, join(workspace, 'branchline.yaml'), deadlineMs, signal);
    const printed: string[] = [];
    const warned: string[] = [];
    const code = await runCli(
      [
        ...['verify', '--service', service, '--branch', branch, '--commit', commit, '--post-status', '--json'],
        ...['--timeout', `${Math.ceil(deadlineMs / 1000)}s`, '--settle', '0s', '--patience', '2s'],
        // The developer's kubeconfig may not read those of prod.
        ...['--allow-unknown', 'secrets'],
      ],
      {
        environment: { ...process.env, ...environment },
        folder: workspace,
        signal,
        print: (text) => printed.push(text),
        warn: (text) => warned.push(text),
      },
    );
    signal.throwIfAborted();
    if (printed.length === 0) throw new Error(warned.at(-1) ?? `branchline verify ended with ${code}`);
    const { verified, evidence } = verdict.parse(JSON.parse(printed.join('\n')));
    return { verdict: verified ? 'success' : 'failure', description: evidence };
  };
}

/** A repository that is being set up has its first pipeline before the catalog names it: that is waited for. */
async function untilNamed(service: string, catalog: string, deadlineMs: number, signal: AbortSignal): Promise<void> {
  const line = new RegExp(`\\bname: "?${service}\\b`);
  const deadline = performance.now() + deadlineMs;
  while (!line.test(await readFile(catalog, 'utf8')) && performance.now() < deadline) {
    await pause(50, undefined, { signal });
  }
}
