import { spawn, type ChildProcess } from 'node:child_process';
import { homedir } from 'node:os';
import type { Token, TokenSource } from './tokens';

const timeoutMs = 5_000;
const maxBytes = 64_000;
/** On Windows a group of its own would open a console. */
const ownGroup = process.platform !== 'win32';

/** Nothing may ask: an empty askpass counts as one that is set, and wins over git's own settings. Source: docs/forges.md, "Git's credentials". */
const silence = {
  GIT_TERMINAL_PROMPT: '0',
  GIT_ASKPASS: '',
  SSH_ASKPASS: '',
  GCM_INTERACTIVE: 'never',
  GCM_GUI_PROMPT: 'false',
};

/**
 * The password that git's credential helpers hold for a host; for people who switch this on. Only ever `fill`: nothing
 * is stored or erased. Runs in the home folder, so that no repository's settings name the helper.
 */
export class GitCredentialTokens implements TokenSource {
  private readonly known = new Map<string, Promise<Token | undefined>>();

  /** @param git the executable */
  constructor(private readonly git = 'git') {}

  /** What a host's helper answered is kept until `forget`; that it failed or had nothing, too. */
  token(host: string): Promise<Token | undefined> {
    const asked = this.known.get(host) ?? this.ask(host);
    this.known.set(host, asked);
    return asked;
  }

  /** Asks the helpers anew next time: after the forge refused, or the person changed something. */
  forget(host: string): void {
    this.known.delete(host);
  }

  private async ask(host: string): Promise<Token | undefined> {
    if (!/^[\w.:[\]-]+$/.test(host)) return undefined; // a line break would ask for another host
    const answer = await fill(this.git, `protocol=https\nhost=${host}\n\n`);
    const lines = new Map(answer.split('\n').map((line) => [line.split('=', 1)[0], line.slice(line.indexOf('=') + 1)]));
    const password = lines.get('password');
    if (lines.get('host') !== host || password === undefined || password === '') return undefined;
    return { value: password, source: 'git credential' };
  }
}

/**
 * The answer of `git credential fill`; empty where it fails, has nothing or takes too long. Helpers are children of
 * git's own, so the whole group is ended, and a helper that holds the pipe open is not waited for.
 */
function fill(git: string, question: string): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(git, ['-c', 'credential.interactive=false', 'credential', 'fill'], {
      cwd: homedir(),
      env: { ...process.env, ...silence },
      stdio: ['pipe', 'pipe', 'ignore'],
      detached: ownGroup,
      windowsHide: true,
    });
    let answer = '';
    const conclude = (result: string) => {
      clearTimeout(timer);
      child.stdout.destroy();
      if (child.exitCode === null) endGroup(child);
      resolve(result);
    };
    const timer = setTimeout(() => conclude(child.exitCode === 0 ? answer : ''), timeoutMs);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
      if (answer.length > maxBytes) conclude('');
    });
    child.stdin.on('error', () => undefined); // git may end without reading; its exit tells
    child.stdin.end(question);
    child.on('error', () => conclude(''));
    child.on('close', (code) => conclude(code === 0 ? answer : ''));
  });
}

function endGroup(child: ChildProcess): void {
  try {
    if (ownGroup && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // It has ended in the meantime.
  }
}
