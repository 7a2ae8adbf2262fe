import { randomBytes } from 'node:crypto';
import { userInfo } from 'node:os';
import { join } from 'node:path';

export interface Configuration {
  /** Everything that the server writes lies in it. */
  readonly folder: string;
  readonly port: number;
  /** Where it is reached, without a trailing slash; what it says of itself begins with it. */
  readonly url: string;
  /** Templates, translations and public files; undefined where the command brings them along. */
  readonly staticFiles: string | undefined;
}

export const repositoriesOf = (folder: string): string => join(folder, 'repositories');
export const databaseOf = (folder: string): string => join(folder, 'gitea.db');
export const logsOf = (folder: string): string => join(folder, 'log');
export const accessLogOf = (folder: string): string => join(logsOf(folder), 'access.log');

/** `app.ini`: a server on loopback that is set up already, and calls nobody but the webhooks of this machine. */
export function appIni({ folder, port, url, staticFiles }: Configuration): string {
  const secret = (): string => randomBytes(32).toString('base64url');
  const sections = {
    '': {
      RUN_MODE: 'prod',
      RUN_USER: userInfo().username,
      // In containers there is often no other user.
      I_AM_BEING_UNSAFE_RUNNING_AS_ROOT: process.getuid?.() === 0,
      WORK_PATH: folder,
    },
    server: {
      PROTOCOL: 'http',
      HTTP_ADDR: '127.0.0.1',
      HTTP_PORT: port,
      ROOT_URL: `${url}/`,
      DISABLE_SSH: true,
      OFFLINE_MODE: true,
      LFS_START_SERVER: false,
      ...(staticFiles === undefined ? {} : { STATIC_ROOT_PATH: staticFiles }),
    },
    database: { DB_TYPE: 'sqlite3', PATH: databaseOf(folder), SQLITE_JOURNAL_MODE: 'WAL', SQLITE_TIMEOUT: 20_000 },
    repository: { ROOT: repositoriesOf(folder) },
    security: {
      INSTALL_LOCK: true,
      SECRET_KEY: secret(),
      INTERNAL_TOKEN: secret(),
      PASSWORD_HASH_ALGO: 'pbkdf2$1000$50',
    },
    oauth2: { JWT_SECRET: secret() },
    session: { PROVIDER: 'memory' },
    indexer: { ISSUE_INDEXER_TYPE: 'db' },
    webhook: { ALLOWED_HOST_LIST: 'loopback' },
    packages: { ENABLED: true },
    service: { DISABLE_REGISTRATION: true },
    mailer: { ENABLED: false },
    'cron.update_checker': { ENABLED: false },
    log: { MODE: 'console', LEVEL: 'Warn', ROOT_PATH: logsOf(folder), 'logger.access.MODE': 'access' },
    'log.access': { MODE: 'file', LEVEL: 'Info', FILE_NAME: 'access.log' },
  };
  return Object.entries(sections)
    .map(([name, values]) => {
      const lines = Object.entries(values).map(([key, value]) => `${key} = ${String(value)}\n`);
      return `${name === '' ? '' : `[${name}]\n`}${lines.join('')}`;
    })
    .join('\n');
}
