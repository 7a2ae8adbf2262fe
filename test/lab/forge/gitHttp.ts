import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Accounts } from './accounts';
import { header, type Answer, type Asked } from './answer';
import type { Branches } from './branches';
import { callBackend } from './cgi';
import type { Events } from './events';
import { noCommit, type Git } from './git';
import { mayPush } from './protection';
import { declined, parsePush, type PushRequest } from './receivePack';
import { Refusal } from './refusal';
import type { Repositories } from './repositories';
import { accessOf, atLeast, type AccountRecord, type RepositoryRecord } from './state';

/** Azure DevOps has a collection before them, and a marker between; Bitbucket Data Center a part before them. */
const services =
  /^\/(?:DefaultCollection\/|scm\/)?([^/]+)\/(?:_git\/)?([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/;

export interface GitHttpParts {
  readonly git: Git;
  readonly repositories: Repositories;
  readonly accounts: Accounts;
  readonly branches: Branches;
  readonly events: Events;
  readonly now: () => Date;
  /** A branch came into being by a push: the forge's index does not know it yet. */
  readonly appeared: (repository: RepositoryRecord, branch: string) => void;
}

/** Whether an address belongs to git's smart protocol. */
export function isGitPath(path: string): boolean {
  return services.test(path);
}

/** Git over HTTP: who may do what is decided here, the rest is `git http-backend`. */
export class GitHttp {
  constructor(private readonly parts: GitHttpParts) {}

  async answer(asked: Asked): Promise<Answer> {
    const [, owner = '', name = '', service = ''] = services.exec(asked.url.pathname) ?? [];
    const pushes = service === 'git-receive-pack' || asked.url.searchParams.get('service') === 'git-receive-pack';
    const { repository, account } = this.admit(asked, `${owner}/${name}`, pushes);
    if (service === 'git-receive-pack' && account) return this.push(asked, repository, account);
    return callBackend(
      this.parts.git,
      asked,
      { repository: repository.path, service, account: account?.name },
      Readable.from(asked.body),
    );
  }

  private admit(
    asked: Asked,
    name: string,
    pushes: boolean,
  ): { repository: RepositoryRecord; account: AccountRecord | undefined } {
    const identity = this.parts.accounts.identify(header(asked, 'authorization'));
    const account = identity.kind === 'account' ? identity.account : undefined;
    const repository = this.parts.repositories.find(name);
    const open = repository !== undefined && !repository.private && !pushes;
    if (identity.kind === 'unknown' || (!account && !open)) {
      throw new Refusal(401, 'Unauthorized', { 'www-authenticate': 'Basic realm="Gitea"' });
    }
    if (!repository || !atLeast(accessOf(account, repository), 'read')) throw Refusal.notFound('Repository not found');
    // What the token may do is asked here; what its account may do, once the push has come.
    if (pushes && (account === undefined || account.scope === 'read' || repository.archived))
      throw new Refusal(403, 'User permission denied for writing.');
    return { repository, account };
  }

  private async push(asked: Asked, repository: RepositoryRecord, account: AccountRecord): Promise<Answer> {
    const packed = header(asked, 'content-encoding') === 'gzip';
    const sent = Readable.from(asked.body);
    const body = await buffer(packed ? sent.pipe(createGunzip()) : sent);
    const wanted = parsePush(body);
    const reason = whyRefused(wanted, account, repository);
    if (reason !== undefined) {
      const headers = { 'content-type': 'application/x-git-receive-pack-result' };
      return { status: 200, headers, body: declined(wanted, reason) };
    }
    const before = await this.parts.branches.refs(repository);
    const call = { repository: repository.path, service: 'git-receive-pack', account: account.name, unpacked: packed };
    const answer = await callBackend(this.parts.git, asked, call, Readable.from([body]));
    await this.tellMoved(repository, account, wanted, before);
    return answer;
  }

  /** Before the answer goes out, so that whoever pushed finds the forge informed. */
  private async tellMoved(
    repository: RepositoryRecord,
    by: AccountRecord,
    { commands }: PushRequest,
    before: ReadonlyMap<string, string>,
  ): Promise<void> {
    const now = await this.parts.branches.refs(repository);
    const at = this.parts.now();
    for (const { ref } of commands) {
      const [old, current] = [before.get(ref), now.get(ref)];
      if (!ref.startsWith('refs/heads/') || old === current) continue;
      const branch = ref.slice('refs/heads/'.length);
      if (old === undefined) this.parts.appeared(repository, branch);
      const move = { before: old ?? noCommit, after: current ?? noCommit };
      await this.parts.events.tell({ kind: 'push', repository, branch, ...move, by, at });
    }
  }
}

/** What the server's hook says of it, in Gitea's words; nothing where all of it may be done. */
function whyRefused(
  { commands }: PushRequest,
  account: AccountRecord,
  repository: RepositoryRecord,
): string | undefined {
  if (!atLeast(accessOf(account, repository), 'write'))
    return 'error:\nerror: User permission denied for writing.\nerror:';
  const refused = commands
    .filter(({ ref }) => ref.startsWith('refs/heads/'))
    .map(({ ref }) => ref.slice('refs/heads/'.length))
    .find((branch) => !mayPush(account, repository, branch));
  return refused === undefined ? undefined : `Gitea: Not allowed to push to protected branch ${refused}`;
}
