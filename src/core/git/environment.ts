import { devNull, tmpdir } from 'node:os';
import { dirname } from 'node:path';

/** A token for one URL and everything below it; it travels by environment, never by argument or file. */
export interface HttpToken {
  readonly url: string;
  readonly token: string;
  /** The name that goes with it, where it matters. */
  readonly user?: string;
  /** Whether it is said as a bearer's, and not as a password. */
  readonly isBearer?: boolean;
}

/**
 * Where a git process runs.
 * `own`: in a bare repository that we made, a mirror or a shell (`shell.ts`); nobody else's configuration is read there.
 * `none`: in no repository, whatever lies around the folder.
 * `look`: in a person's folder, only to learn where its repository is and what it calls `origin`. git reads that
 * repository's configuration then, so no command may run so but those in `locate.ts`.
 */
export type GitPlace =
  | { readonly kind: 'own'; readonly gitDir: string }
  | { readonly kind: 'none'; readonly folder?: string }
  | { readonly kind: 'look'; readonly folder: string };

export interface GitEnvironment {
  readonly place: GitPlace;
  /** What it may speak, by git's names (`https`, `file`). Without: nothing, so that it can reach nobody. */
  readonly protocols?: readonly string[];
  readonly token?: HttpToken;
  /** The person's own configuration says how ssh is called. */
  readonly hasOwnSsh?: boolean;
  /** Headers of HTTP show on stderr, without credentials. */
  readonly showsHeaders?: boolean;
  /** Of one piece of memory, where it may speak to others: an answer without end is kept in one. */
  readonly pieceBytes?: number;
}

/** Where branches are pushed to and read from: a URL or the path of a repository. */
export interface Remote {
  /** As git takes it. */
  readonly url: string;
  /** Without user info, for people. */
  readonly where: string;
  readonly token?: HttpToken;
}

/** How git is told to speak to a remote. */
export interface Reach extends Pick<GitEnvironment, 'protocols' | 'token' | 'hasOwnSsh'> {
  /** As an argument of git's. */
  readonly url: string;
}

/** Larger than git keeps any object of a pack in memory (`core.bigFileThreshold`). */
const usualPieceBytes = 2 ** 30;

/** What people set to let git reach their servers; everything else that starts with `GIT_` stays out. */
const passedOn = [
  'GIT_SSH',
  'GIT_SSH_COMMAND',
  'GIT_SSH_VARIANT',
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_SSL_NO_VERIFY',
  'GIT_SSL_CAINFO',
  'GIT_EXEC_PATH',
];

const fixed: Readonly<Record<string, string>> = {
  GIT_TERMINAL_PROMPT: '0',
  GIT_ASKPASS: '',
  SSH_ASKPASS: '',
  SSH_ASKPASS_REQUIRE: 'never',
  GCM_INTERACTIVE: 'never',
  GIT_OPTIONAL_LOCKS: '0',
  // An object that is missing is missing. (git 2.45, and 2.39.4 of the older ones; where it is not known, the place and the protocols hold.)
  GIT_NO_LAZY_FETCH: '1',
  // The forge and the deployer see the objects themselves, not what somebody put in their place.
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_ADVICE: '0',
  LC_ALL: 'C',
  LANGUAGE: 'C',
};

/** Overrides that go with every process. They do not reach what git starts at the other end of a push or fetch by path. */
const settings: readonly (readonly [string, string])[] = [
  ['core.hooksPath', devNull],
  ['core.quotePath', 'false'],
  ['attr.tree', ''],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
];

/** The folder that a process starts in. */
export function folderOf(place: GitPlace): string {
  if (place.kind === 'own') return dirname(place.gitDir);
  return place.folder ?? tmpdir();
}

/**
 * The environment of every git process: never asks, speaks English, takes no optional lock, reaches nobody unless it is
 * told to, and sees no repository but the one that is meant. It reads the configuration of the person and of the machine; that of a
 * repository that is not ours only where it looks for where things are.
 */
export function gitEnvironment({
  place,
  protocols = [],
  token,
  hasOwnSsh = false,
  showsHeaders = false,
  pieceBytes = usualPieceBytes,
}: GitEnvironment): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value === undefined || /^(GIT_|EDITOR$|VISUAL$|PAGER$|PREFIX$)/i.test(name)) continue;
    environment[name] = value;
  }
  for (const name of passedOn) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  Object.assign(environment, fixed);
  // An empty list allows nothing. It is written with a separator, since Windows knows no empty variables.
  environment['GIT_ALLOW_PROTOCOL'] = protocols.length === 0 ? ':' : protocols.join(':');
  if (protocols.length > 0) environment['GIT_ALLOC_LIMIT'] = String(pieceBytes);
  if (place.kind === 'look') environment['GIT_CEILING_DIRECTORIES'] = dirname(place.folder);
  else environment['GIT_DIR'] = place.kind === 'own' ? place.gitDir : devNull;
  // Without a command of its own, ssh would wait for a password or for a yes to an unknown host. Ours would win over what a
  // person has said: git takes GIT_SSH_COMMAND before core.sshCommand, and that before GIT_SSH.
  if (!hasOwnSsh && environment['GIT_SSH_COMMAND'] === undefined && environment['GIT_SSH'] === undefined) {
    environment['GIT_SSH_COMMAND'] = 'ssh -o BatchMode=yes';
  }
  if (showsHeaders) {
    environment['GIT_TRACE_CURL'] = '1';
    environment['GIT_TRACE_CURL_NO_DATA'] = '1';
  }
  const config = [...settings];
  if (token) {
    const password = Buffer.from(`${token.user ?? 'oauth2'}:${token.token}`).toString('base64');
    const said = token.isBearer === true ? `Bearer ${token.token}` : `Basic ${password}`;
    // git would send the header on to wherever a redirect leads: redirect.ts sees to those. A person may have said
    // otherwise for this address, and the longest address counts.
    config.push(['http.followRedirects', 'false'], [`http.${token.url}.followRedirects`, 'false']);
    config.push([`http.${token.url}.extraHeader`, `Authorization: ${said}`]);
  }
  environment['GIT_CONFIG_COUNT'] = String(config.length);
  config.forEach(([key, value], index) => {
    environment[`GIT_CONFIG_KEY_${index}`] = key;
    environment[`GIT_CONFIG_VALUE_${index}`] = value;
  });
  return environment;
}
