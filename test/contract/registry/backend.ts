import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureServers } from '../../../scripts/servers/ensure';
import { Registries } from '../../../src/core/registry/client';
import {
  noCredentials,
  type CredentialSource,
  type RegistryCredential,
} from '../../../src/core/registry/credentials/types';
import { readImageName } from '../../../src/core/registry/imageName';
import type { ImageReference } from '../../../src/core/registry/types';
import { Ending } from '../../lab/ending';
import { startRealRegistry } from '../../lab/real/registry';
import { startRegistry, type AnyRegistry } from '../../lab/registry';
import type { Access } from '../../lab/registry/access';
import { startTokenServer, type TokenServer } from '../../lab/registry/tokenServer';

/** What the contract is held against: the double, or distribution's own registry (`BRANCHLINE_BACKEND=real`). */
export const backend = process.env['BRANCHLINE_BACKEND'] === 'real' ? 'real' : 'embedded';

export const patienceMs = backend === 'real' ? 120_000 : 30_000;

/** Few, so that a handful of tags fill pages. */
export const maxTags = 10;

export const signal = new AbortController().signal;

export interface World {
  readonly open: AnyRegistry;
  readonly basic: AnyRegistry;
  readonly token: AnyRegistry;
  readonly tokenServer: TokenServer;
}

const ending = new Ending();
let running: Promise<World> | undefined;

/** The registries that all contract tests of this run share; each test has repositories of its own in them. */
export function theRegistries(): Promise<World> {
  return (running ??= start());
}

/** A repository that nobody else uses, as an image of the registry. */
export function freshImage({ host }: AnyRegistry, name = 'cart'): ImageReference {
  return readImageName(`${host}/shop/${name}-${randomUUID().slice(0, 8)}`);
}

/** The product's own client. */
export function client(credential?: RegistryCredential): Registries {
  const credentials: CredentialSource = credential ? { credential: () => Promise.resolve(credential) } : noCredentials;
  return new Registries({ credentials, timeoutMs: patienceMs / 4 });
}

after(function () {
  this.timeout(patienceMs);
  return ending.run();
});

async function start(): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'branchline-contract-'));
  await ending.add(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  const tokenServer = await startTokenServer();
  await ending.add(() => tokenServer.stop());
  const servers = backend === 'real' ? await ensureServers(['registry']) : undefined;
  const run = async (access: Access): Promise<AnyRegistry> => {
    const options = { access, maxTags };
    if (servers) return startRealRegistry(options, join(folder, access.kind), servers, ending);
    const double = await startRegistry(options);
    await ending.add(() => double.stop());
    return double;
  };
  const [open, basic, token] = await Promise.all([
    run({ kind: 'open' }),
    run({ kind: 'basic' }),
    run({ kind: 'token', server: tokenServer }),
  ]);
  return { open, basic, token, tokenServer };
}
