import { homedir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { reasonOf } from '../../support/errors';
import { oneLine } from '../../support/oneLine';
import { own } from '../../support/own';
import { FileError, readBounded } from '../../support/readBounded';
import { RegistryError } from '../errors';
import type { RegistryCredential } from './types';
import { jsonIn } from '../../support/jsonIn';

type Environment = Readonly<Record<string, string | undefined>>;

const maxBytes = 1_000_000;

const entry = z.object({
  auth: z.string().optional(),
  username: z.string().optional(),
  password: z.string().optional(),
  identitytoken: z.string().optional(),
  registrytoken: z.string().optional(),
});

const shape = z.object({
  auths: z.record(z.string(), entry).nullish(),
  credHelpers: z.record(z.string(), z.string()).nullish(),
  credsStore: z.string().nullish(),
});

/** What a person's configuration of docker says of credentials. Source: docker/cli, "cli/config/configfile". */
export type DockerConfig = z.infer<typeof shape>;

/** Where docker keeps it: in the folder that `DOCKER_CONFIG` names, or in the person's own. */
export function dockerConfigFile(environment: Environment): string {
  return join(environment['DOCKER_CONFIG'] || join(homedir(), '.docker'), 'config.json');
}

/**
 * The configuration; nothing where there is no such file. What is wrong in it is told without its words: they are secrets.
 * @throws RegistryError where it is there and cannot be read
 */
export async function readDockerConfig(
  file: string,
  registry: string,
  signal: AbortSignal,
): Promise<DockerConfig | undefined> {
  let text: string;
  try {
    text = (await readBounded(file, maxBytes, signal)).toString('utf8');
  } catch (error) {
    signal.throwIfAborted();
    if (isMissing(error)) return undefined;
    const reason = error instanceof FileError ? error.message : reasonOf(error);
    throw RegistryError.credentials(registry, file, oneLine(reason, 200));
  }
  const parsed = shape.safeParse(jsonIn(text));
  if (parsed.success) return parsed.data;
  const place = parsed.error.issues[0]?.path[0];
  throw RegistryError.credentials(registry, file, typeof place === 'string' ? `"${place}"` : 'JSON');
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** What docker calls Docker Hub where credentials are kept. */
const dockerHubKey = 'https://index.docker.io/v1/';

/** The name under which a helper keeps the credentials of a registry. */
export function helperKey(registry: string): string {
  return registry === 'docker.io' ? dockerHubKey : registry;
}

/** The names under which docker finds the entry of a registry, the exact one first. An entry of a path is another's. */
function keysOf(registry: string): readonly string[] {
  const hosts = registry === 'docker.io' ? ['index.docker.io', 'docker.io', 'registry-1.docker.io'] : [registry];
  const ways = (host: string): string[] =>
    ['', 'https://', 'http://'].flatMap((scheme) => ['', '/', '/v1/', '/v2/'].map((path) => scheme + host + path));
  return [helperKey(registry), ...hosts.flatMap(ways)];
}

/** The helper that keeps the credentials of a registry: one of its own, or else that for all. */
export function helperOf(config: DockerConfig, registry: string): string | undefined {
  for (const key of keysOf(registry)) {
    const helper = own(config.credHelpers ?? undefined, key);
    if (helper !== undefined && helper !== '') return helper;
  }
  return config.credsStore || undefined;
}

/** What the file itself has for a registry. */
export function entryOf(config: DockerConfig, registry: string): RegistryCredential | undefined {
  for (const key of keysOf(registry)) {
    const found = own(config.auths ?? undefined, key);
    const credential = found && credentialOf(found);
    if (credential) return credential;
  }
  return undefined;
}

function credentialOf({ auth, username, password, identitytoken, registrytoken }: z.infer<typeof entry>) {
  if (registrytoken) return { kind: 'bearer', token: registrytoken } as const;
  if (identitytoken) return { kind: 'identity', token: identitytoken } as const;
  if (username && password) return { kind: 'password', user: username, password } as const;
  const [decoded = ''] = Buffer.from(auth ?? '', 'base64')
    .toString('utf8')
    .split('\0', 1);
  const colon = decoded.indexOf(':');
  return colon > 0
    ? ({ kind: 'password', user: decoded.slice(0, colon), password: decoded.slice(colon + 1) } as const)
    : undefined;
}
