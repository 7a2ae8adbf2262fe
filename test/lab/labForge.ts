import { owner, pipelineAccount, repositoryName, type ShopAccounts } from './fleet/accounts';
import type { AnyForge, ForgeDouble } from './forge';
import type { LabForge } from './lab';

/** The shop's forge as tests and the demo see it; the developer merges and commits, the pipeline posts. */
export function labForge(forge: AnyForge, accounts: ShopAccounts): LabForge {
  const as = accounts.developer.name;
  return {
    url: forge.url,
    owner,
    tokens: {
      developer: accounts.developer.token,
      reader: accounts.reader.token,
      admin: accounts.admin.token,
      stranger: accounts.stranger.token,
    },
    merge: (service, pullRequest, style) => forge.merge(repositoryName(service), pullRequest, style, { as }),
    commit: (service, branch, message, edits) => forge.commit(repositoryName(service), branch, message, edits, { as }),
    postStatus: (service, commit, context, state, description) =>
      forge.postStatus(repositoryName(service), commit, {
        as: pipelineAccount,
        context,
        state,
        ...(description === undefined ? {} : { description }),
      }),
    addHook: async (hook) => {
      await forge.addHook({ owner }, hook);
    },
    askedByDeveloper: () => ('requests' in forge ? apiPaths(forge as ForgeDouble, as) : []),
  };
}

function apiPaths({ requests }: ForgeDouble, by: string): readonly string[] {
  return requests.flatMap(({ account, path }) => (account === by && path.startsWith('/api/') ? [path] : []));
}
