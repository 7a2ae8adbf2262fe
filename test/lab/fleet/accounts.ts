import type { Account, AnyForge, RepositoryName } from '../forge';

/** The organisation that the shop's repositories belong to. */
export const owner = 'shop';
/** The account of the deploying agent. */
export const pipelineAccount = 'pipeline';

export const repositoryName = (service: string): RepositoryName => `${owner}/${service}`;

/** The service of a repository of the shop; nothing of any other repository. */
export function serviceOf(repository: string): string | undefined {
  return repository.startsWith(`${owner}/`) ? repository.slice(owner.length + 1) : undefined;
}

export type Role = 'developer' | 'reader' | 'admin' | 'stranger';

export type ShopAccounts = Readonly<Record<Role, Account>>;

/** The shop's organisation and who works with it. The pipeline's account is named by {@link pipelineAccount}. */
export async function openShop(forge: AnyForge): Promise<ShopAccounts> {
  const admin = await forge.createAccount('admin', { fullName: 'Ada Admin', access: 'admin' });
  await forge.createOrganisation(owner);
  await forge.createAccount(pipelineAccount, { fullName: 'Deploying agent', access: 'write' });
  return {
    admin,
    developer: await forge.createAccount('dana', {
      fullName: 'Dana Developer',
      email: 'dana@shop.example',
      access: 'write',
    }),
    reader: await forge.createAccount('rita', { fullName: 'Rita Reader', access: 'read' }),
    stranger: await forge.createAccount('stan', { fullName: 'Stan Stranger', access: 'none' }),
  };
}
