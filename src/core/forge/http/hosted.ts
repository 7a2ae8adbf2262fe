import * as z from 'zod';
import type { HostedRepository, OwnerKind } from '../hosting';
import type { RepositoryRef } from '../types';
import { at, type Api } from './api';
import { account, no, text } from './fields';
import { foundOr } from './found';
import { path } from './path';

/** What forges have in common of setting up a repository: Gitea has these paths and words from GitHub. */

/** A repository, as whoever sets it up reads it. */
export const hosted = z.object({
  owner: z.object({ login: z.string() }),
  name: z.string(),
  description: text,
  default_branch: text,
  archived: no,
  private: z.boolean(),
  permissions: z.object({ admin: no }).nullish(),
});

export async function findHosted(
  api: Api,
  repository: RepositoryRef,
  signal: AbortSignal,
): Promise<HostedRepository | undefined> {
  const found = await foundOr(api.get(hosted, at(repository), signal));
  return found && hostedFrom(found);
}

/** @param settings what else is said of it, in the forge's words */
export async function createHosted(
  api: Api,
  owner: OwnerKind,
  { owner: under, name }: RepositoryRef,
  settings: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<HostedRepository> {
  const where = owner === 'self' ? '/user/repos' : path`/orgs/${under}/repos`;
  const body = { name, ...settings, auto_init: false };
  const request = { path: where, subject: `${under}/${name}`, method: 'POST', body } as const;
  return hostedFrom(await api.write(hosted, request, signal));
}

/** Whose name it is: that of the account which asks, or another person's. */
export async function selfOrPerson(api: Api, name: string, host: string, signal: AbortSignal): Promise<OwnerKind> {
  const { login } = await api.get(account, { path: '/user', subject: host }, signal);
  return login.toLowerCase() === name.toLowerCase() ? 'self' : 'person';
}

function hostedFrom(answer: z.infer<typeof hosted>): HostedRepository {
  return {
    owner: answer.owner.login,
    name: answer.name,
    description: answer.description,
    defaultBranch: answer.default_branch,
    archived: answer.archived,
    private: answer.private,
    mayAdminister: answer.permissions?.admin ?? false,
  };
}
