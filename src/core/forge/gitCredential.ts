import { homedir } from 'node:os';
import { runProgram } from '../support/runProgram';
import type { Token, TokenSource } from './tokens';

const timeoutMs = 5_000;
const maxBytes = 64_000;

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
    return { value: withAccount(host, lines.get('username') ?? '', password), source: 'git credential' };
  }
}

/** A person's token of Bitbucket Cloud goes to its API with the address of their account. Source: Bitbucket docs, "Using API tokens". */
function withAccount(host: string, user: string, password: string): string {
  return host === 'bitbucket.org' && user.includes('@') && !password.includes(':') ? `${user}:${password}` : password;
}

/** The answer of `git credential fill`; empty where it fails, has nothing or takes too long. */
async function fill(git: string, question: string): Promise<string> {
  try {
    const outcome = await runProgram(git, ['-c', 'credential.interactive=false', 'credential', 'fill'], {
      cwd: homedir(),
      env: { ...process.env, ...silence },
      signal: AbortSignal.timeout(timeoutMs),
      input: question,
      maxBytes,
      mayLeaveChildren: true,
    });
    return outcome.kind === 'printed' ? outcome.text : '';
  } catch {
    return ''; // it took too long, or there is no such git
  }
}
