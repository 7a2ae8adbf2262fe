/** Hosts of forges that answer by ssh under another name. Source: docs.github.com and docs.gitlab.com, "SSH over the HTTPS port". */
const byPort443: Readonly<Record<string, string>> = {
  'ssh.github.com': 'github.com',
  'altssh.gitlab.com': 'gitlab.com',
  'altssh.bitbucket.org': 'bitbucket.org',
};

/** Where Bitbucket Server answers by ssh; by https its repositories stand below `/scm`. Source: Bitbucket Data Center, "Clone a repository". */
const bitbucketPort = '7999';

/**
 * Two addresses of one repository have one identity: by https or ssh, with or without user, port and `.git`, and in the forms that
 * forges have for each. It is compared, and never asked.
 */
export function repositoryIdentity(repository: string): string {
  const trimmed = repository.replace(/(?<!\/)\/+$/, '').replace(/\.git$/, '');
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? URL.parse(trimmed) : undefined;
  if (url) {
    const isBitbucket = url.port === bitbucketPort && url.protocol === 'ssh:';
    return identityOf(url.hostname, isBitbucket ? `scm/${url.pathname}` : url.pathname);
  }
  const scp = /^(?:[^@/\\]+@)?([^:/\\]{2,}):\/?(.+)$/.exec(trimmed);
  return scp ? identityOf(scp[1] ?? '', scp[2] ?? '') : trimmed;
}

function identityOf(host: string, path: string): string {
  const name = host.toLowerCase();
  const steps = path
    .split('/')
    .filter((step) => step !== '')
    .map(plain);
  const [at, where] = azure(name, steps) ?? [byPort443[name] ?? name, steps];
  return `${at}/${where.join('/')}`.toLowerCase();
}

/**
 * Azure DevOps: `org/project/_git/repo` by https, `v3/org/project/repo` by ssh, and the organisation as a part of the host in older
 * ones; the project is left out where the repository has its name. Source: learn.microsoft.com, "Use SSH key authentication", "Clone".
 */
function azure(host: string, steps: readonly string[]): readonly [string, readonly string[]] | undefined {
  const [first, ...rest] = steps;
  if ((host === 'ssh.dev.azure.com' || host === 'vs-ssh.visualstudio.com') && first === 'v3') return named(rest);
  const older = host.endsWith('.visualstudio.com') ? host.slice(0, -'.visualstudio.com'.length) : undefined;
  if (older !== undefined)
    return named([older, ...steps.filter((step, at) => at > 0 || !/^defaultcollection$/i.test(step))]);
  return host === 'dev.azure.com' ? named(steps) : undefined;
}

function named(steps: readonly string[]): readonly [string, readonly string[]] {
  const [organization = '', project = '', ...rest] = steps.filter((step) => step !== '_git');
  return ['dev.azure.com', [organization, project, '_git', ...(rest.length > 0 ? rest : [project])]];
}

/** What stands for itself: a space may be written in two ways. */
function plain(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step; // a lone "%" is one
  }
}
