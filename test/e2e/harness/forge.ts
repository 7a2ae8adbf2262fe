import type { Lab } from '../../lab/lab';

export interface OpenPullRequest {
  readonly number: number;
  readonly body: string;
  readonly head: { readonly ref: string };
  readonly base: { readonly ref: string };
}

/** What the forge itself says of a repository of the shop: `SERVICE/…` below its `repos`. */
export async function askForge(lab: Lab, path: string): Promise<unknown> {
  const { url, owner, tokens } = lab.forge;
  const answer = await fetch(`${url}/api/v1/repos/${owner}/${path}`, {
    headers: { authorization: `token ${tokens.developer}` },
  });
  return answer.json();
}

export async function openPullRequests(lab: Lab, service: string): Promise<readonly OpenPullRequest[]> {
  return (await askForge(lab, `${service}/pulls?state=open`)) as readonly OpenPullRequest[];
}
