import { json, type Answer } from '../answer';
import type { TreeEntry } from '../branches';
import { Refusal } from '../refusal';
import { onRepository, param, type RepositoryCall, type Route } from './call';

/** Files and folders of a commit. */
export const contentRoutes: readonly Route[] = [
  onRepository('GET', '/contents', 'read', show),
  onRepository('GET', '/contents/*', 'read', show),
  onRepository('GET', '/raw/*', 'read', async (call) => {
    const { entry, content } = await file(call, await commitAsked(call));
    if (!entry) throw Refusal.notFound();
    return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: content };
  }),
];

async function commitAsked({ forge, repository, query }: RepositoryCall): Promise<string> {
  const commit = await forge.branches.resolve(repository, query.get('ref') ?? repository.defaultBranch);
  if (commit === undefined) throw Refusal.notFound('unable to find a git ref');
  return commit;
}

async function file(call: RepositoryCall, commit: string): Promise<{ entry: TreeEntry | undefined; content: Buffer }> {
  const path = param(call, '*').replace(/\/$/, '');
  const entries = path === '' ? [] : await call.forge.branches.tree(call.repository, commit, path);
  const entry = entries.find((found) => found.path === path && found.kind === 'blob');
  return { entry, content: entry ? await call.forge.branches.blob(call.repository, entry.id) : Buffer.alloc(0) };
}

async function show(call: RepositoryCall): Promise<Answer> {
  const commit = await commitAsked(call);
  const { entry, content } = await file(call, commit);
  if (entry) return json(200, { ...entryView(call, entry), encoding: 'base64', content: content.toString('base64') });
  const folder = param(call, '*').replace(/\/$/, '');
  const entries = await call.forge.branches.tree(call.repository, commit, folder === '' ? '' : `${folder}/`);
  if (entries.length === 0) throw Refusal.notFound(`object does not exist [id: , rel_path: ${folder}]`);
  return json(
    200,
    entries.map((found) => entryView(call, found)),
  );
}

function entryView({ forge, repository }: RepositoryCall, { path, id, kind, size }: TreeEntry): object {
  const url = `${forge.url()}/api/v1/repos/${repository.fullName}/contents/${path}`;
  return {
    name: path.slice(path.lastIndexOf('/') + 1),
    path,
    sha: id,
    type: kind === 'blob' ? 'file' : 'dir',
    size,
    encoding: null,
    content: null,
    url,
  };
}
