import { lstat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Catalog } from '../../../core/catalog/catalog';
import { catalogName, findCatalog } from '../../../core/catalog/load';
import type { RepositoryRef } from '../../../core/forge/types';
import { parseRemote } from '../../../core/forge/remote';
import type { MirrorStore } from '../../../core/git/mirror';
import { RepositoryCatalog } from '../../../core/setup/catalog/inRepository';
import { parsed, type CatalogPlace, type NewService } from '../../../core/setup/catalog/listed';
import { LocalCatalog } from '../../../core/setup/catalog/localFile';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import type { CliContext } from '../../context';
import { catalogOf } from '../../repository/catalog';
import { forgeOf } from '../../repository/forge';
import { remoteFor } from '../../repository/openRepository';
import type { SetupCall } from './call';
import { bad } from './choices';

interface Within {
  /** Of ours, for the time of the command. */
  readonly mirrors: MirrorStore;
  readonly context: CliContext;
}

/** The catalog that the service is to be in. */
export interface KnownCatalog {
  /** Nothing where it is to be written. */
  readonly catalog: Catalog | undefined;
  /** With the host that it was read from. */
  readonly context: CliContext;
  /** Where it lives, if that is a repository, with its host. */
  readonly repository?: RepositoryRef & { readonly host: string };
  place(wanted: NewService, at: string): CatalogPlace;
}

/** @throws BranchlineError where it cannot be read, or it is not clear which is meant */
export async function knownCatalog(name: string, call: SetupCall, within: Within): Promise<KnownCatalog> {
  if (call.catalogRepository !== undefined) return ofRepository(name, call, call.catalogRepository, within);
  const { context } = within;
  const given = call.catalog === undefined ? undefined : resolve(context.folder, call.catalog);
  const found = given ?? (await findCatalog(context.folder, context.signal));
  const path = found ?? join(context.folder, catalogName);
  const catalog = (await isMissing(path)) ? undefined : await catalogOf(path, context);
  const named = environmentsOf(call, catalog !== undefined);
  const environments = catalog === undefined ? named : undefined;
  return { catalog, context, place: (wanted) => new LocalCatalog(path, wanted, environments) };
}

/** A token without a host's name has gone there then, and to no other forge. */
async function ofRepository(
  name: string,
  call: SetupCall,
  url: string,
  { mirrors, context }: Within,
): Promise<KnownCatalog> {
  if (call.catalog !== undefined) throw bad(message('Name either --catalog or --catalog-repository.'));
  environmentsOf(call, true);
  const hosts = [url, ...(call.forge === undefined ? [] : [`${call.forge}/a/b`])].flatMap(
    (one) => parseRemote(one)?.host ?? [],
  );
  const there = { ...context, catalogHosts: [...new Set(hosts)] };
  const remote = await remoteFor(url, there);
  const forge = await forgeOf(remote, there);
  if (forge.kind === 'none') {
    const said = message('{where} {said}: nothing can be proposed there.', { where: remote.where, said: forge.said });
    throw new BranchlineError('cli/noForge', said);
  }
  const where = { remote, mirrors, client: forge.client, on: forge.repository };
  const text = await new RepositoryCatalog(where, { name, repository: url }, '').text(context.signal);
  return {
    catalog: parsed(text, `/${catalogName}`),
    context: there,
    repository: { ...forge.repository, host: forge.client.identity.host },
    place: (wanted, at) => new RepositoryCatalog(where, wanted, at),
  };
}

async function isMissing(path: string): Promise<boolean> {
  return lstat(path).then(
    () => false,
    (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT',
  );
}

function environmentsOf({ environments }: SetupCall, hasCatalog: boolean) {
  if (environments !== undefined && hasCatalog) {
    throw bad(message('--environments is for a catalog that is not there yet: this one says which there are.'));
  }
  const names = (environments ?? 'dev,test,prod').split(',').map((name) => name.trim());
  return names.map((name) => ({ name, branch: name }));
}
