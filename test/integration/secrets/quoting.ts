import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { parse, stringify } from 'yaml';
import * as z from 'zod';
import type { Ending } from '../../lab/ending';

const Config = z.looseObject({
  clusters: z.array(
    z.object({
      name: z.string(),
      cluster: z.object({ server: z.string(), 'certificate-authority-data': z.string() }),
    }),
  ),
});

/** What is sent instead of Secrets. */
export type Answer = (response: ServerResponse, isWatch: boolean) => void;

/**
 * The API servers of a kubeconfig once more, which answer as they do but for Secrets.
 * @returns the path of a kubeconfig for them, beside the first
 */
export async function quotingServers(kubeconfig: string, answer: Answer, ending: Ending): Promise<string> {
  const config = Config.parse(parse(await readFile(kubeconfig, 'utf8')));
  const clusters = config.clusters.map(async ({ name, cluster }) => {
    const ca = Buffer.from(cluster['certificate-authority-data'], 'base64');
    const server = createServer((asked, response) => {
      const url = new URL(asked.url ?? '/', cluster.server);
      if (url.pathname.includes('/secrets')) answer(response, url.searchParams.has('watch'));
      else forward(url, ca, asked, response);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    await ending.add(async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    });
    return { name, cluster: { server: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } };
  });
  const file = `${kubeconfig}-quoting`;
  await writeFile(file, stringify({ ...config, clusters: await Promise.all(clusters) }));
  return file;
}

function forward(url: URL, ca: Buffer, asked: IncomingMessage, response: ServerResponse): void {
  const { method = 'GET', headers } = asked;
  const onwards = request(url, { method, ca, headers: { ...headers, host: url.host } }, (answered) => {
    response.writeHead(answered.statusCode ?? 502, answered.headers);
    answered.pipe(response);
  });
  onwards.on('error', () => response.destroy());
  response.on('close', () => onwards.destroy());
  asked.pipe(onwards);
}
