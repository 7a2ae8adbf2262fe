import type { ForgeEvent } from '../events';
import { noCommit } from '../git';
import type { ForgeParts } from '../parts';
import { pullRequestView } from './pullRequestView';
import { accountView, payloadCommitView, repositoryView, statusView } from './views';

/** What a webhook carries, in Gitea's shape. */
export async function payloadOf(forge: ForgeParts, event: ForgeEvent): Promise<object> {
  const { repository } = event;
  switch (event.kind) {
    case 'push':
      return pushPayload(forge, event);
    case 'pullRequest': {
      const refs = await forge.branches.refs(repository);
      return {
        action: event.action,
        number: event.pullRequest.number,
        pull_request: await pullRequestView(forge, repository, event.pullRequest, refs, event.by),
        repository: repositoryView(forge, repository, event.by),
        sender: accountView(event.by),
        commit_id: '',
        review: null,
      };
    }
    case 'status': {
      const { commit, state, creator } = event.status;
      return {
        ...statusView(forge, repository, event.status),
        sha: commit,
        state,
        commit: { id: commit },
        repository: repositoryView(forge, repository, creator),
        sender: accountView(creator),
      };
    }
  }
}

async function pushPayload(forge: ForgeParts, event: ForgeEvent & { kind: 'push' }): Promise<object> {
  const { repository, branch, before, after, by } = event;
  const known = before !== noCommit && after !== noCommit;
  const commits = known ? await forge.branches.between(repository, before, after) : [];
  const shown = commits.map((commit) => payloadCommitView(forge, repository, commit));
  return {
    ref: `refs/heads/${branch}`,
    before,
    after,
    compare_url: `${forge.url()}/${repository.fullName}/compare/${before}...${after}`,
    commits: shown,
    total_commits: shown.length,
    head_commit: shown[0] ?? null,
    repository: repositoryView(forge, repository, by),
    pusher: accountView(by),
    sender: accountView(by),
  };
}
