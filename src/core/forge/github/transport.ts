import { authorization, Transport, type ClientOptions } from '../http/transport';

/** How GitHub is asked: by its version, and with the pause between two writes that it asks for. */
export function githubTransport(options: ClientOptions): Transport {
  return new Transport({
    writeGapMs: 1_000,
    ...options,
    authorise: authorization('Bearer'),
    headers: { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' },
  });
}
