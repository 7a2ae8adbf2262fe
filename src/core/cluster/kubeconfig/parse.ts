import { dirname, isAbsolute, resolve } from 'node:path';
import { load, YAMLException } from 'js-yaml';
import * as z from 'zod';
import { KubeconfigError } from './errors';
import type { ExecPlugin, KubeCluster, KubeUser } from './types';

/** One kubeconfig file. An entry that is not valid is an error in its place: it only hurts who names it. */
export interface KubeconfigFile {
  readonly file: string;
  readonly clusters: Entries<KubeCluster>;
  readonly users: Entries<KubeUser>;
  readonly contexts: Entries<ContextEntry>;
}

export interface ContextEntry {
  readonly name: string;
  readonly cluster: string;
  readonly user: string | undefined;
  readonly file: string;
}

export type Entries<T> = ReadonlyMap<string, T | KubeconfigError>;

const text = z.string().nullish();
const list = z.array(z.unknown()).nullish();
const File = z.object({ clusters: list, users: list, contexts: list });
const Named = z.object({ name: z.coerce.string() });

const Cluster = z.object({
  server: z.string().regex(/^https?:\/\/\S+$/i, 'must be an http or https address'),
  'certificate-authority': text,
  'certificate-authority-data': text,
  'tls-server-name': text,
  'insecure-skip-tls-verify': z.boolean().nullish(),
  'proxy-url': text,
});

const Exec = z.object({
  apiVersion: z.string(),
  command: z.string().min(1),
  args: z.array(z.coerce.string()).nullish(),
  env: z.array(z.object({ name: z.string(), value: z.coerce.string() })).nullish(),
  installHint: text,
  provideClusterInfo: z.boolean().nullish(),
  interactiveMode: z.enum(['Never', 'IfAvailable', 'Always']).nullish(),
});

const User = z.object({
  token: text,
  tokenFile: text,
  'client-certificate': text,
  'client-certificate-data': text,
  'client-key': text,
  'client-key-data': text,
  username: text,
  password: text,
  exec: Exec.nullish(),
  'auth-provider': z.object({ name: z.string(), config: z.record(z.string(), z.coerce.string()).nullish() }).nullish(),
  as: text,
  'as-uid': text,
  'as-groups': z.array(z.string()).nullish(),
  'as-user-extra': z.record(z.string(), z.array(z.string())).nullish(),
});

const Context = z.object({ cluster: z.coerce.string().min(1), user: z.coerce.string().nullish() });

/**
 * Reads one kubeconfig. Paths in it are relative to its folder, as kubectl has it.
 *
 * @throws KubeconfigError with the line where the YAML breaks, or the entry that is not a list
 */
export function parseKubeconfig(file: string, content: string): KubeconfigFile {
  const parsed = File.safeParse(readYaml(file, content) ?? {});
  if (!parsed.success) throw KubeconfigError.badEntry(file, placeOf(parsed.error), reasonOf(parsed.error));
  const { clusters, users, contexts } = parsed.data;
  const path = pathsOf(file);
  return {
    file,
    clusters: entries(file, 'cluster', clusters, Cluster, (name, entry) => toCluster(name, entry, path)),
    users: entries(file, 'user', users, User, (name, entry) => toUser(name, entry, path, dirname(file))),
    contexts: entries(file, 'context', contexts, Context, (name, { cluster, user }) => ({
      name,
      cluster,
      user: user ?? undefined,
      file,
    })),
  };
}

/**
 * The parser's own message quotes the text around the place, which may be a token: only its reason is taken, up to the
 * tag or alias that it names (a token may begin as one does).
 */
function readYaml(file: string, content: string): unknown {
  if (content.trim() === '') return {};
  try {
    return load(content);
  } catch (error) {
    if (error instanceof YAMLException)
      throw KubeconfigError.invalid(
        file,
        (error.mark?.line ?? 0) + 1,
        error.reason.replace(/(?<!\s)\s*["'<(!*&:].*/s, ''),
      );
    throw error;
  }
}

function entries<Schema extends z.ZodType, T>(
  file: string,
  kind: 'cluster' | 'user' | 'context',
  items: readonly unknown[] | null | undefined,
  schema: Schema,
  make: (name: string, entry: z.infer<Schema>) => T,
): Entries<T> {
  const found = new Map<string, T | KubeconfigError>();
  for (const item of items ?? []) {
    const named = Named.safeParse(item);
    if (!named.success) continue; // nothing can refer to it
    const { name } = named.data;
    const body = schema.safeParse((item as Record<string, unknown>)[kind] ?? {});
    const value = body.success
      ? make(name, body.data)
      : KubeconfigError.badEntry(file, `${kind} “${name}”, ${placeOf(body.error)}`, reasonOf(body.error));
    if (!found.has(name)) found.set(name, value);
  }
  return found;
}

type PathOf = (path: string | null | undefined) => string | undefined;

function pathsOf(file: string): PathOf {
  const folder = dirname(file);
  return (path) => (path ? resolve(folder, path) : undefined);
}

function toCluster(name: string, entry: z.infer<typeof Cluster>, path: PathOf): KubeCluster {
  return {
    name,
    server: entry.server.replace(/(?<!\/)\/+$/, ''),
    skipTlsVerify: entry['insecure-skip-tls-verify'] ?? false,
    ...given({
      caFile: path(entry['certificate-authority']),
      caData: entry['certificate-authority-data'],
      tlsServerName: entry['tls-server-name'],
      proxyUrl: entry['proxy-url'],
    }),
  };
}

function toUser(name: string, entry: z.infer<typeof User>, path: PathOf, folder: string): KubeUser {
  const provider = entry['auth-provider'];
  return {
    name,
    ...given({
      token: entry.token,
      tokenFile: path(entry.tokenFile),
      certFile: path(entry['client-certificate']),
      certData: entry['client-certificate-data'],
      keyFile: path(entry['client-key']),
      keyData: entry['client-key-data'],
      username: entry.username,
      password: entry.password,
    }),
    ...(entry.exec ? { exec: toExec(entry.exec, folder) } : {}),
    ...(provider ? { authProvider: { name: provider.name, config: provider.config ?? {} } } : {}),
    ...(entry.as
      ? {
          impersonate: {
            user: entry.as,
            groups: entry['as-groups'] ?? [],
            extra: entry['as-user-extra'] ?? {},
            ...given({ uid: entry['as-uid'] }),
          },
        }
      : {}),
  };
}

/** A command with a separator is relative to the kubeconfig, a bare name is searched in PATH. Source: client-go's `clientcmd`. */
function toExec(entry: z.infer<typeof Exec>, folder: string): ExecPlugin {
  const relative = /[/\\]/.test(entry.command) && !isAbsolute(entry.command);
  return {
    apiVersion: entry.apiVersion,
    command: relative ? resolve(folder, entry.command) : entry.command,
    args: entry.args ?? [],
    env: Object.fromEntries((entry.env ?? []).map(({ name, value }) => [name, value])),
    provideClusterInfo: entry.provideClusterInfo ?? false,
    interactiveMode: entry.interactiveMode ?? 'IfAvailable',
    directory: folder,
    ...given({ installHint: entry.installHint }),
  };
}

type Given<T> = { [K in keyof T]?: NonNullable<T[K]> };

/** Only what is there: absent and null keys are left out. */
function given<T extends Record<string, unknown>>(values: T): Given<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== ''),
  ) as Given<T>;
}

function placeOf(error: z.ZodError): string {
  return error.issues[0]?.path.map(String).join('.') || 'the document';
}

/** What is wrong, without the value that is there. */
function reasonOf(error: z.ZodError): string {
  return error.issues[0]?.message ?? 'not as a kubeconfig is';
}
