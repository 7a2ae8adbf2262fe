import { z } from 'zod';
import type { RepositoryName } from '../../lab/forge';

const feed = z.array(
  z.object({ op_type: z.string(), ref_name: z.string(), act_user: z.object({ login: z.string() }) }),
);

/** What Gitea's own record says that an account pushed or deleted: full names of refs. */
export async function pushesBy(
  forge: string,
  token: string,
  repository: RepositoryName,
  account: string,
): Promise<readonly string[]> {
  const refs: string[] = [];
  for (let page = 1; ; page++) {
    const url = `${forge}/api/v1/repos/${repository}/activities/feeds?limit=50&page=${page}`;
    const response = await fetch(url, { headers: { authorization: `token ${token}` } });
    const actions = feed.parse(await response.json());
    if (actions.length === 0) return refs;
    const moves = actions.filter(({ op_type: kind }) => ['commit_repo', 'delete_branch', 'push_tag'].includes(kind));
    refs.push(...moves.filter(({ act_user: { login } }) => login === account).map(({ ref_name: ref }) => ref));
  }
}
