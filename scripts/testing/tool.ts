import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** The scripts of installed packages that tasks run; each is started by this Node, without a shell. */
const scripts = {
  eslint: 'eslint/bin/eslint.js',
  knip: 'knip/bin/knip.js',
  mocha: 'mocha/bin/mocha.js',
  prettier: 'prettier/bin/prettier.cjs',
  tsc: 'typescript/bin/tsc',
  vsce: '@vscode/vsce/vsce',
} as const;

export type ToolName = keyof typeof scripts;

/** Where a tool's output goes: straight to the terminal, or into the result. */
export type Output = 'terminal' | 'captured';

export interface ToolResult {
  readonly code: number;
  /** Both streams; empty where the output went to the terminal. */
  readonly text: string;
}

/** Runs a tool in the checkout. A failing tool is a result, not an error. */
export async function tool(
  name: ToolName,
  args: readonly string[],
  { output, env }: { output: Output; env?: NodeJS.ProcessEnv },
): Promise<ToolResult> {
  const colour = output === 'captured' && process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
  const child = spawn(process.execPath, [join('node_modules', scripts[name]), ...args], {
    env: { ...process.env, ...colour, ...env },
    stdio: output === 'terminal' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += String(chunk)));
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve(exitCode ?? 1));
  });
  return { code, text };
}
