import { Transport, type TransportOptions } from '../http/transport';

/** How GitHub is asked: by its version, and with the pause between two writes that it asks for. */
export function githubTransport(options: Omit<TransportOptions, 'scheme' | 'headers'>): Transport {
  return new Transport({
    writeGapMs: 1_000,
    ...options,
    scheme: 'Bearer',
    headers: { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' },
  });
}
