import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Servers } from '../../../../scripts/servers/ensure';
import type { Ending } from '../../ending';
import type { AnyRegistry, RegistryOptions } from '../../registry';
import { account, type Access } from '../../registry/access';
import { freePorts } from '../kubernetes/ports';
import { Processes } from '../kubernetes/processes';

/** Distribution's own registry. @param folder for its state, configuration and log; made where it is missing */
export async function startRealRegistry(
  { access, maxTags = 1_000 }: RegistryOptions,
  folder: string,
  servers: Servers,
  ending: Ending,
): Promise<AnyRegistry> {
  await mkdir(folder, { recursive: true });
  const [port] = await freePorts(1);
  const host = `127.0.0.1:${port}`;
  const url = `http://${host}`;
  const file = join(folder, 'config.json'); // its YAML is read by a parser that takes JSON
  const auth = await authentication(access, folder);
  const configuration = {
    version: '0.1',
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(folder, 'data') }, delete: { enabled: true } },
    http: { addr: host },
    tags: { maxtags: maxTags },
    ...(auth && { auth }),
  };
  await writeFile(file, JSON.stringify(configuration), { mode: 0o600 });
  const processes = await Processes.in(folder, servers, ending);
  const server = await processes.start('registry', ['serve', file]);
  await processes.until('the registry answers', server, () => answers(url));
  return { url, host, access, stop: () => server.stop() };
}

async function authentication(access: Access, folder: string): Promise<object | undefined> {
  switch (access.kind) {
    case 'open':
      return undefined;
    case 'basic': {
      const path = join(folder, 'htpasswd');
      await writeFile(path, `${account.user}:${account.bcrypt}\n`, { mode: 0o600 });
      return { htpasswd: { realm: 'lab', path } };
    }
    case 'token': {
      const { realm, issuer, service, jwks } = access.server;
      const path = join(folder, 'jwks.json');
      await writeFile(path, JSON.stringify(jwks));
      return { token: { realm, issuer, service, jwks: path } };
    }
  }
}

async function answers(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/v2/`).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.status === 200 || answer?.status === 401;
}
