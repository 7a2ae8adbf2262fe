import { Refusal } from '../../forge/refusal';

interface CallOptions {
  readonly body?: object;
  /** The account that does it; the operator where left out. */
  readonly as?: string | undefined;
}

/** Gitea's API as its operator, who may do all and act as anybody. */
export class OperatorApi {
  constructor(
    readonly url: string,
    readonly token: string,
    private readonly signal: AbortSignal,
  ) {}

  /** @throws Refusal with Gitea's status and words */
  async call(method: string, path: string, { body, as }: CallOptions = {}): Promise<unknown> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `token ${this.token}`,
        'content-type': 'application/json',
        ...(as === undefined ? {} : { sudo: as }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: this.signal,
    });
    const text = await response.text();
    if (response.ok) return text === '' ? undefined : JSON.parse(text);
    throw new Refusal(response.status, `${method} ${path}: ${text}`);
  }

  /**
   * As `call`; undefined where it is not there (yet). Of a repository that it still takes for empty, Gitea answers
   * 500 to who asks for a branch.
   */
  async find(path: string): Promise<unknown> {
    try {
      return await this.call('GET', path);
    } catch (error) {
      if (error instanceof Refusal && [404, 500].includes(error.status)) return undefined;
      throw error;
    }
  }

  /** All pages of a list. Of a repository that it takes for empty, Gitea says `null`. */
  async list(path: string): Promise<readonly unknown[]> {
    const all: unknown[] = [];
    for (let page = 1; ; page++) {
      const query = `${path.includes('?') ? '&' : '?'}limit=50&page=${page}`;
      const entries = (await this.call('GET', path + query)) as readonly unknown[] | null;
      if (!entries || entries.length === 0) return all;
      all.push(...entries);
    }
  }
}

/** A name of a branch or account as a part of an address; slashes stay. */
export const inPath = (name: string): string => name.split('/').map(encodeURIComponent).join('/');
