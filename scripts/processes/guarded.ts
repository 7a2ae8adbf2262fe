import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { fileURLToPath } from 'node:url';

const guard = fileURLToPath(new URL('guard.mjs', import.meta.url));

/** A running command that ends with this process, however this process ends. */
export interface Guarded {
  /** Resolves once the command has ended, by itself or by `stop`. */
  readonly ended: Promise<void>;
  /** What it has written so far, both streams in order; the last 200 lines. */
  output(): string;
  /** Resolves with the first match in a line that it writes; rejects when it ends before. */
  line(pattern: RegExp): Promise<RegExpExecArray>;
  /** Ends it and everything it has started. */
  stop(): Promise<void>;
}

const keptLines = 200;

/** @param options `log` names a file that keeps everything it writes */
export function startGuarded(
  command: string,
  args: readonly string[],
  { log, ...options }: { cwd?: string; env?: NodeJS.ProcessEnv; log?: string } = {},
): Guarded {
  const child = spawn(process.execPath, [guard, command, ...args], {
    ...options,
    detached: process.platform !== 'win32',
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const lines: string[] = [];
  const waiting = new Set<(line: string) => void>();
  const file = log === undefined ? undefined : createWriteStream(log);
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream.setEncoding('utf8').on('data', (text: string) => {
      file?.write(text);
      const complete = (rest + text).split('\n');
      rest = complete.pop() ?? '';
      for (const line of complete) {
        lines.push(line);
        if (lines.length > keptLines) lines.shift();
        for (const listener of waiting) listener(line);
      }
    });
  }
  child.stdin.on('error', () => undefined); // it has ended already: what `stop` wanted
  const ended = once(child, 'close').then(() => {
    file?.end();
  });
  return {
    ended,
    output: () => lines.join('\n'),
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const listener = (line: string) => {
          const match = pattern.exec(line);
          if (match) resolve(match);
        };
        lines.forEach(listener);
        waiting.add(listener);
        void ended.then(() => reject(new Error(`${command} ended too early:\n${lines.slice(-20).join('\n')}`)));
      }),
    stop: () => {
      child.stdin.end();
      return ended;
    },
  };
}
