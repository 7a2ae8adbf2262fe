import type { LandingStyle } from '../../lab';
import type { RepositoryName } from '../../forge';
import { operator } from './server';

export interface Message {
  readonly title: string;
  readonly body: string;
}

/** The pages for people. They alone say which message the merge button proposes: the API has other defaults. */
export class Pages {
  private cookie: Promise<string> | undefined;

  constructor(
    private readonly url: string,
    private readonly signal: AbortSignal,
  ) {}

  /** What stands in the merge form; nothing for a rebase, which keeps the messages of its commits, or where there is no form. */
  async proposedMessage(name: RepositoryName, number: number, style: LandingStyle): Promise<Message | undefined> {
    if (style === 'rebase') return undefined;
    this.cookie ??= this.signIn();
    const headers = { cookie: await this.cookie };
    const response = await fetch(`${this.url}/${name}/pulls/${number}`, { headers, signal: this.signal });
    const page = await response.text();
    const constant = (variable: string): string | undefined =>
      literal(new RegExp(`const ${variable} = ("(?:[^"\\\\]|\\\\.)*");`).exec(page)?.[1]);
    const [title, body] =
      style === 'merge'
        ? [constant('defaultMergeTitle'), constant('defaultMergeMessage')]
        : [constant('defaultSquashMergeTitle'), squashBody(page, constant('defaultSquashMergeMessage'))];
    return title === undefined || body === undefined ? undefined : { title, body };
  }

  private async signIn(): Promise<string> {
    const form = new URLSearchParams({ user_name: operator.name, password: operator.password });
    const options = { method: 'POST', body: form, redirect: 'manual', signal: this.signal } as const;
    const response = await fetch(`${this.url}/user/login`, options);
    if (response.status !== 303) throw new Error(`Gitea's sign-in page answered ${response.status}`);
    // The session's cookie is set twice: the second is that of who has signed in.
    const sessions = response.headers.getSetCookie().filter((cookie) => cookie.startsWith('i_like_gitea='));
    return sessions.at(-1)?.split(';', 1)[0] ?? '';
  }
}

/** The pull request's description, or its commits, before what every style has. */
function squashBody(page: string, common: string | undefined): string | undefined {
  const own = literal(/'mergeMessageFieldText': ("(?:[^"\\]|\\.)*") \+ defaultSquashMergeMessage/.exec(page)?.[1]);
  return own === undefined || common === undefined ? undefined : own + common;
}

function literal(text: string | undefined): string | undefined {
  return text === undefined ? undefined : String(JSON.parse(text));
}
