import { json } from '../answer';
import { Refusal } from '../refusal';
import type { AccountRecord } from '../state';
import { param, paged, route, signedIn, type Call, type Route } from './call';
import { readable } from './repositories';
import { accountView, repositoryView } from './views';

/** The forge itself, its accounts and organisations. */
export const accountRoutes: readonly Route[] = [
  route('GET', '/version', () => json(200, { version: '1.26.4' })),
  route('GET', '/settings/api', () =>
    json(200, {
      max_response_items: 50,
      default_paging_num: 30,
      default_git_trees_per_page: 1000,
      default_max_blob_size: 10_485_760,
      default_max_response_size: 104_857_600,
    }),
  ),
  route('GET', '/user', (call) => json(200, accountView(signedIn(call)))),
  route('GET', '/orgs/:org', (call) => {
    const { id, name, fullName } = named(call, 'org', 'organisation');
    return json(200, { id, name, username: name, full_name: fullName, visibility: 'public' });
  }),
  route('GET', '/orgs/:org/repos', (call) => owned(call, named(call, 'org', 'organisation'))),
  route('GET', '/users/:user', (call) => json(200, accountView(named(call, 'user')))),
  route('GET', '/users/:user/repos', (call) => owned(call, named(call, 'user'))),
];

function named(call: Call, name: string, kind?: AccountRecord['kind']): AccountRecord {
  const account = call.forge.accounts.find(param(call, name));
  if (account && (kind === undefined || account.kind === kind)) return account;
  throw Refusal.notFound(`user redirect does not exist [name: ${param(call, name)}]`);
}

function owned(call: Call, owner: AccountRecord) {
  const repositories = readable(call).filter((repository) => repository.owner.id === owner.id);
  return paged(call, repositories, (repository) => repositoryView(call.forge, repository, call.account));
}
