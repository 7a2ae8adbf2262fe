import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { Sandbox } from './sandbox';

export interface Tool {
  readonly command: string;
  readonly args: readonly string[];
}

export type ToolOutcome =
  | { readonly kind: 'printed'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'failed'; readonly stderr: string }
  | { readonly kind: 'tooLarge' };

const maxOutputBytes = 64 * 1024 * 1024;

/**
 * Runs a renderer in a sandbox: no shell, no settings of the person, no cluster, no way to a network as far as the tool
 * listens to its environment. Ended when the signal aborts.
 * @throws the signal's reason
 */
export function runTool({ command, args }: Tool, { home }: Sandbox, signal: AbortSignal): Promise<ToolOutcome> {
  return new Promise((resolve, reject) => {
    const options = {
      cwd: home,
      env: environment(home),
      signal,
      killSignal: 'SIGKILL',
      maxBuffer: maxOutputBytes,
      windowsHide: true,
    } as const;
    execFile(command, [...args], options, (error, stdout, stderr) => {
      if (!error) resolve({ kind: 'printed', text: stdout });
      else if (signal.aborted) reject(signal.reason instanceof Error ? signal.reason : error);
      else if (error.code === 'ENOENT') resolve({ kind: 'missing' });
      else if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') resolve({ kind: 'tooLarge' });
      else resolve({ kind: 'failed', stderr });
    });
  });
}

/** The first of the tools that exists. */
export async function runFirst(tools: readonly Tool[], sandbox: Sandbox, signal: AbortSignal): Promise<ToolOutcome> {
  const [tool, ...others] = tools;
  if (!tool) return { kind: 'missing' };
  const outcome = await runTool(tool, sandbox, signal);
  return outcome.kind === 'missing' ? runFirst(others, sandbox, signal) : outcome;
}

function environment(home: string): NodeJS.ProcessEnv {
  const nowhere = 'http://127.0.0.1:9';
  const kept = ['PATH', 'Path', 'PATHEXT', 'SystemRoot', 'TMPDIR', 'TEMP', 'TMP'];
  return {
    ...Object.fromEntries(kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))),
    HOME: home,
    USERPROFILE: home,
    XDG_CONFIG_HOME: home,
    XDG_CACHE_HOME: home,
    KUBECONFIG: join(home, 'none'),
    HELM_CONFIG_HOME: home,
    HELM_CACHE_HOME: home,
    HELM_DATA_HOME: home,
    HTTP_PROXY: nowhere,
    HTTPS_PROXY: nowhere,
    NO_PROXY: '',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  };
}
