import { spawn } from 'node:child_process';
import type { StartedProgram, StartOptions } from './started';

/** @throws what keeps the program from being started */
export async function startDirectly(
  file: string,
  args: readonly string[],
  { cwd, env, hasInput, saysErrors, leadsGroup }: StartOptions,
): Promise<StartedProgram> {
  const child = spawn(file, args, {
    cwd,
    env,
    stdio: [hasInput ? 'pipe' : 'ignore', 'pipe', saysErrors ? 'pipe' : 'ignore'],
    detached: leadsGroup,
    windowsHide: true,
  });
  const exited = new Promise<number | string>((resolve) => {
    child.on('exit', (code, by) => resolve(code ?? by ?? -1));
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.on('error', reject);
  });
  const { pid, stdin, stdout, stderr } = child;
  if (pid === undefined || !stdout) throw new Error(`${file} has no number, or prints nowhere`);
  return { pid, stdin: stdin ?? undefined, stdout, stderr: stderr ?? undefined, exited };
}
