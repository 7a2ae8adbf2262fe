import { devNull } from 'node:os';
import { dirname } from 'node:path';
import { protocols } from './address';

/** A token for one URL and everything below it; it travels by environment, never by argument or file. */
export interface HttpToken {
  readonly url: string;
  readonly token: string;
}

export interface GitEnvironment {
  /** The folder that the command runs in: git takes the repository there, and never one around it. */
  readonly folder: string;
  readonly token?: HttpToken;
  /** New objects go here; `alternates` are read as well. Keeps a repository that is not ours untouched. */
  readonly quarantine?: { readonly objects: string; readonly alternates: readonly string[] };
}

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
  GIT_ALLOW_PROTOCOL: protocols.join(':'),
  GIT_ADVICE: '0',
  LC_ALL: 'C',
  LANGUAGE: 'C',
};

/**
 * The environment of every git process: never asks, speaks English, runs no hook, takes no optional lock, and sees no
 * `GIT_DIR` that happens to be set around us.
 */
export function gitEnvironment({ folder, token, quarantine }: GitEnvironment): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value === undefined || /^(GIT_|EDITOR$|VISUAL$|PAGER$|PREFIX$)/i.test(name)) continue;
    environment[name] = value;
  }
  for (const name of passedOn) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  Object.assign(environment, fixed, { GIT_CEILING_DIRECTORIES: dirname(folder) });
  // Without a command of its own, ssh would wait for a password or for a yes to an unknown host.
  if (environment['GIT_SSH_COMMAND'] === undefined && environment['GIT_SSH'] === undefined) {
    environment['GIT_SSH_COMMAND'] = 'ssh -o BatchMode=yes';
  }
  const config: [string, string][] = [
    ['core.hooksPath', devNull],
    ['core.quotePath', 'false'],
    ['gc.auto', '0'],
    ['maintenance.auto', 'false'],
  ];
  if (token) {
    const basic = Buffer.from(`oauth2:${token.token}`).toString('base64');
    config.push([`http.${token.url}.extraHeader`, `Authorization: Basic ${basic}`]);
  }
  environment['GIT_CONFIG_COUNT'] = String(config.length);
  config.forEach(([key, value], index) => {
    environment[`GIT_CONFIG_KEY_${index}`] = key;
    environment[`GIT_CONFIG_VALUE_${index}`] = value;
  });
  if (quarantine) {
    environment['GIT_OBJECT_DIRECTORY'] = quarantine.objects;
    environment['GIT_ALTERNATE_OBJECT_DIRECTORIES'] = quarantine.alternates.map(quoted).join(alternatesSeparator);
  }
  return environment;
}

const alternatesSeparator = process.platform === 'win32' ? ';' : ':';

/** git reads a path with a separator in it only in double quotes. */
function quoted(path: string): string {
  return path.includes(alternatesSeparator) || path.startsWith('"') ? `"${path.replace(/["\\]/g, '\\$&')}"` : path;
}
