import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { filesAt } from '../../agent/files';
import type { ForgePort, Status } from '../../agent/ports';
import { Serial } from '../../forge/serial';

const run = promisify(execFile);
const deadlineMs = 60_000;

export interface Pipeline {
  /** Base address of the forge, without a trailing slash. */
  readonly url: string;
  readonly account: { readonly name: string; readonly token: string };
  /** For the agent's own copies of the repositories. */
  readonly folder: string;
}

/** The agent's way to a forge that speaks Gitea's API: by git and by HTTP, as any pipeline does it. */
export function forgePort({ url, account, folder }: Pipeline): ForgePort {
  const serial = new Serial();
  const credential = Buffer.from(`${account.name}:${account.token}`).toString('base64');
  const git = async (args: readonly string[], signal?: AbortSignal): Promise<string> => {
    const signedIn = {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: `http.${url}/.extraHeader`,
      GIT_CONFIG_VALUE_0: `Authorization: Basic ${credential}`,
    };
    const env = { ...process.env, ...signedIn, GIT_TERMINAL_PROMPT: '0' };
    return (await run('git', args, { env, timeout: deadlineMs, ...(signal ? { signal } : {}) })).stdout;
  };
  const addressOf = (repository: string): string => `${url}/${repository}.git`;

  /** The agent's copy, with everything that the forge has by now. */
  const fetched = (repository: string, signal: AbortSignal): Promise<string> =>
    serial.run(repository, async () => {
      const copy = join(folder, `${repository}.git`);
      if (!existsSync(join(copy, 'HEAD'))) await git(['init', '--quiet', '--bare', '--template=', '--', copy], signal);
      await git(['-C', copy, 'fetch', '--quiet', '--', addressOf(repository), '+refs/heads/*:refs/heads/*'], signal);
      return copy;
    });

  return {
    head: async (repository, branch) => {
      const ref = `refs/heads/${branch}`;
      const answer = await git(['ls-remote', '--', addressOf(repository), ref]);
      return answer
        .split('\n')
        .find((line) => line.endsWith(`\t${ref}`))
        ?.split('\t')[0];
    },
    filesAt: async (repository, commit, signal) => filesAt(await fetched(repository, signal), commit, signal),
    postStatus: async (repository, commit, { context, state, description }: Status) => {
      const answer = await fetch(`${url}/api/v1/repos/${repository}/statuses/${commit}`, {
        method: 'POST',
        headers: { authorization: `token ${account.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ context, state, description }),
        signal: AbortSignal.timeout(deadlineMs),
      });
      if (!answer.ok) throw new Error(`The forge took no status: ${answer.status} ${await answer.text()}`);
    },
  };
}
