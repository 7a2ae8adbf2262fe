import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { json } from '../answer';
import { bodyOf, param, signedIn, type Call, type RepositoryCall, type Route } from '../api/call';
import { readable } from '../api/repositories';
import { Refusal } from '../refusal';
import type { AccountRecord, RepositoryRecord } from '../state';
import { continued, guid, listed, onRepository, route } from './call';
import { commitView, identityView, repositoryView } from './views';

/** The server itself, projects, repositories, refs and commits. */
export const repositoryRoutes: readonly Route[] = [
  route('GET', '/_apis/connectionData', (call) => {
    const account = signedIn(call);
    const { id, displayName } = identityView(account);
    const authenticatedUser = {
      id,
      providerDisplayName: displayName,
      properties: { Account: { $type: 'System.String', $value: account.name } },
    };
    return json(200, { authenticatedUser, authorizedUser: authenticatedUser, instanceId: guid('project', 1) });
  }),
  route('GET', '/_apis/projects/:project', (call) => {
    const { id, name } = projectOf(call);
    return json(200, { id: guid('project', id), name, state: 'wellFormed', visibility: 'private' });
  }),
  route('GET', '/:project/_apis/git/repositories', (call) => {
    const { id } = projectOf(call);
    return listed(
      readable(call)
        .filter(({ owner }) => owner.id === id)
        .map((repository) => view(call, repository)),
    );
  }),
  route('POST', '/:project/_apis/git/repositories', create),
  route('GET', '/:project/_apis/build/builds', () => listed([])),
  onRepository('GET', '', 'read', (call) => json(200, view(call, call.repository))),
  onRepository('PATCH', '', 'admin', edit),
  onRepository('GET', '/refs', 'read', async (call) => {
    const refs = await call.forge.branches.refs(call.repository);
    const filter = `refs/${call.query.get('filter') ?? ''}`;
    const found = [...refs]
      .filter(([name]) => name.startsWith(filter))
      .map(([name, objectId]) => ({ name, objectId, creator: identityView(call.repository.owner) }));
    const [shown, headers] = continued(call, found, 100);
    return listed(shown, headers);
  }),
  onRepository('GET', '/commits', 'read', commits),
  onRepository('GET', '/commits/:sha', 'read', async (call) => {
    const [found] = await call.forge.branches.between(
      call.repository,
      undefined,
      await commitNamed(call, param(call, 'sha')),
    );
    if (!found) throw Refusal.notFound('TF401175: The version descriptor could not be resolved.');
    return json(200, commitView(found));
  }),
  onRepository('GET', '/diffs/commits', 'read', async (call) => {
    const { forge, repository, query } = call;
    const [base, target] = await Promise.all(
      ['baseVersion', 'targetVersion'].map((name) => commitNamed(call, query.get(name) ?? '')),
    );
    const count = async (from = '', to = '') => (await forge.branches.between(repository, from, to)).length;
    return json(200, {
      baseCommit: base,
      targetCommit: target,
      aheadCount: await count(base, target),
      behindCount: await count(target, base),
      changes: [],
    });
  }),
];

function projectOf(call: Call): AccountRecord {
  const found = call.forge.accounts.find(param(call, 'project'));
  if (!found) throw Refusal.notFound(`TF200016: The following project does not exist: ${param(call, 'project')}.`);
  return found;
}

export async function commitNamed({ forge, repository }: RepositoryCall, name: string): Promise<string> {
  const commit = await forge.branches.resolve(repository, name);
  if (commit === undefined)
    throw Refusal.notFound(`TF401175: The version descriptor <Commit: ${name} > could not be resolved.`);
  return commit;
}

function view({ forge }: Call, repository: RepositoryRecord) {
  const { path } = repository;
  const isEmpty = readdirSync(join(path, 'refs/heads')).length === 0 && !existsSync(join(path, 'packed-refs'));
  return repositoryView(forge, repository, isEmpty);
}

const newRepository = z.object({ name: z.string(), project: z.object({ id: z.string() }) });

async function create(call: Call) {
  const owner = projectOf(call);
  const by = signedIn(call);
  const { name } = await bodyOf(call, newRepository);
  if (by.access !== 'admin')
    throw new Refusal(403, 'TF401027: You need the Git "CreateRepository" permission to perform this action.');
  const created = await call.forge.repositories.create(`${owner.name}/${name}`).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
    throw error.status === 409
      ? new Refusal(409, `TF400948: A Git repository with the name ${name} already exists.`)
      : new Refusal(400, 'TF400898: The name is not valid.');
  });
  return json(201, view(call, created));
}

const edited = z.object({ defaultBranch: z.string() });

async function edit(call: RepositoryCall) {
  const { defaultBranch } = await bodyOf(call, edited);
  if (!(await call.forge.branches.refs(call.repository)).has(defaultBranch)) {
    throw new Refusal(400, `TF401350: The ref ${defaultBranch} does not exist.`);
  }
  call.repository.defaultBranch = defaultBranch.replace('refs/heads/', '');
  return json(200, view(call, call.repository));
}

/** The history of one without that of the other, as the example of "Get Commits Batch" has it. */
async function commits(call: RepositoryCall) {
  const { forge, repository, query } = call;
  const [without, of] = await Promise.all(
    ['itemVersion', 'compareVersion'].map((name) =>
      commitNamed(call, query.get(`searchCriteria.${name}.version`) ?? ''),
    ),
  );
  const found = await forge.branches.between(repository, without, of ?? '');
  return listed(found.slice(0, Number(query.get('searchCriteria.$top')) || 100).map(commitView));
}
