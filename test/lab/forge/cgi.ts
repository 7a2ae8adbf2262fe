import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { header, type Answer, type Asked } from './answer';
import type { Git } from './git';

export interface BackendCall {
  /** Folder of the bare repository. */
  readonly repository: string;
  readonly service: string;
  readonly account: string | undefined;
  /** The body was compressed and no longer is. */
  readonly unpacked?: boolean;
}

/** One run of `git http-backend` (a CGI program): the request in its environment and input, the answer from its output. */
export async function callBackend(git: Git, asked: Asked, call: BackendCall, input: Readable): Promise<Answer> {
  const child = git.start(['http-backend'], { env: cgiEnvironment(asked, call), signal: asked.signal });
  child.stderr.resume();
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject).once('close', () => resolve());
  });
  // A client that goes away, or a backend that has read enough, ends the feeding early: the exit tells the rest.
  const fed = pipeline(input, child.stdin).catch(() => undefined);
  const [output] = await Promise.all([buffer(child.stdout), ended, fed]);
  return parseCgi(output);
}

function cgiEnvironment(asked: Asked, call: BackendCall): Record<string, string> {
  const optional = {
    CONTENT_TYPE: header(asked, 'content-type'),
    GIT_PROTOCOL: header(asked, 'git-protocol'),
    HTTP_CONTENT_ENCODING: call.unpacked === true ? undefined : header(asked, 'content-encoding'),
    REMOTE_USER: call.account,
  };
  const given = Object.entries(optional).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    ...Object.fromEntries(given),
    GIT_PROJECT_ROOT: call.repository,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: `/${call.service}`,
    QUERY_STRING: asked.url.search.slice(1),
    REQUEST_METHOD: asked.method,
    REMOTE_ADDR: '127.0.0.1',
  };
}

function parseCgi(output: Buffer): Answer {
  const end = output.indexOf('\r\n\r\n');
  const lines = output.subarray(0, Math.max(end, 0)).toString('latin1').split('\r\n').filter(Boolean);
  const fields = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  const status = fields.find(([name]) => name === 'status')?.[1];
  return {
    status: end < 0 ? 500 : Number.parseInt(status ?? '200', 10),
    headers: Object.fromEntries(fields.filter(([name]) => name !== 'status')),
    body: output.subarray(end < 0 ? output.length : end + 4),
  };
}
