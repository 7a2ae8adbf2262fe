import type { Hint, HookKind } from '../hooks/delivery';
import type { Sender } from '../hooks/events';
import { forgeHooks, registryHooks, type ForgeHookName } from '../hooks/kinds';
import { relayTokenPrefix } from '../protocol';
import { parseRepository, repositoryText } from '../repository';
import { compileGlobs, type Globs } from '../../support/globs';
import { asciiLower } from '../../support/ascii';
import { RelayError } from '../errors';
import type { RelayFile, SecretPlace } from './file';
import { ownSecrets, sharedSecrets } from './ownSecrets';
import { filled, type ReadFile } from './read';
import { readSecret, said, type SecretReader } from './secrets';

/** A sender of webhooks as it is configured, with its secrets. */
export interface HookSource {
  readonly sender: Sender;
  readonly kind: HookKind;
  readonly secrets: readonly string[];
}

/** A forge that may be asked what a subscriber may read. */
export interface RelayForge {
  readonly host: string;
  readonly kind: ForgeHookName;
  readonly api: string | undefined;
  /** The relay's own, to read with; nothing: it reads nothing there. */
  readonly token: string | undefined;
  /** Whether the relay tells of a repository at that path. */
  readonly covers: Globs;
}

export interface RelayToken {
  readonly name: string;
  readonly value: string;
  /** Whether it may hear of a repository, as `host/path`. */
  readonly covers: Globs;
  /** Whether it may hear of what the relay read. */
  readonly facts: boolean;
}

export interface RelayConfig {
  readonly listen: RelayFile['listen'];
  readonly limits: RelayFile['limits'];
  /** By host. */
  readonly hooks: ReadonlyMap<string, HookSource>;
  readonly forges: ReadonlyMap<string, RelayForge>;
  readonly tokens: readonly RelayToken[];
}

/** The configuration with its secrets. @throws RelayError where one is not there, or is that of another as well */
export async function resolveRelay(read: ReadFile, reader: Omit<SecretReader, 'folder'>): Promise<RelayConfig> {
  const { file } = read;
  const valueOf = await secretsOf(read, reader);
  const forges = new Map<string, RelayForge>();
  for (const { host, kind, api, token, repositories } of file.forges)
    forges.set(host, { host, kind, api, token: token && valueOf(token), covers: cover(repositories) });
  const hooks = new Map<string, HookSource>();
  for (const { host, kind, secrets } of file.forges)
    hooks.set(host, { sender: forgeSender(host, forges), kind: forgeHooks[kind], secrets: secrets.map(valueOf) });
  for (const { host, kind, secrets, images, belongsTo } of file.registries) {
    const sender = registrySender({ host, covers: cover(images), belongsTo }, forges);
    hooks.set(host, { sender, kind: registryHooks[kind], secrets: secrets.map(valueOf) });
  }
  const tokens = file.tokens.map(({ name, secret, repositories, facts }) => {
    const value = valueOf(secret);
    if (!value.startsWith(relayTokenPrefix)) throw RelayError.badToken(said(secret), name, relayTokenPrefix);
    return { name, value, covers: cover(repositories), facts };
  });
  return { listen: file.listen, limits: file.limits, hooks, forges, tokens };
}

/** Reads all secrets. @returns the one at a place */
async function secretsOf({ path, file, folder, problem }: ReadFile, reader: Omit<SecretReader, 'folder'>) {
  const secrets = ownSecrets(file);
  const values = new Map<SecretPlace, string>();
  for (const { place, of, least } of secrets)
    values.set(place, await readSecret(place, of, { ...reader, folder }, least));
  const valueOf = (place: SecretPlace): string => values.get(place) ?? '';
  const shared = sharedSecrets(secrets, ({ place }) => valueOf(place));
  if (shared.length > 0)
    throw RelayError.invalid(
      path,
      shared.map(({ path: at, said: what }) => problem(at, what)),
    );
  return valueOf;
}

/** A forge tells of its own repositories; an image of GitHub's packages belongs to the one that it is told with. */
function forgeSender(host: string, forges: ReadonlyMap<string, RelayForge>): Sender {
  const place = ({ path, where }: Hint) =>
    isCovered(`${host}/${path}`, forges) ? { ...where, repository: { host, path } } : undefined;
  return { host, place };
}

function registrySender(
  { host, covers, belongsTo }: { host: string; covers: Globs; belongsTo: string },
  forges: ReadonlyMap<string, RelayForge>,
): Sender {
  const place = ({ path, where }: Hint) => {
    const repository = covers(path) ? parseRepository(filled(belongsTo, path)) : undefined;
    if (!repository || !isCovered(repositoryText(repository), forges)) return undefined;
    return { ...where, image: { ...where.image, host }, repository };
  };
  return { host, place };
}

/** Whether the relay is configured for a repository, as `host/path`. */
export function isCovered(text: string, forges: ReadonlyMap<string, RelayForge>): boolean {
  const repository = parseRepository(text);
  return repository !== undefined && forges.get(repository.host)?.covers(asciiLower(repository.path)) === true;
}

function cover(patterns: readonly string[]): Globs {
  const globs = compileGlobs(patterns.map(asciiLower));
  if (!globs) throw new TypeError('The file was checked for patterns that cannot be matched.');
  return globs;
}
