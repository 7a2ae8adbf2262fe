import type { Service } from '../../catalog/catalog';
import type { ServiceLocation } from '../../change/location';
import type { HeadsAnswer } from '../../forge/types';
import { orAborted } from '../../support/orAborted';
import { again } from './again';
import { factOf, known, type Fact } from '../../support/fact';
import type { ForgeFacts } from './facts';
import type { Signals } from './signals';
import type { World } from './world';

/** What the forge says of a repository and of its environment branches. Heads are asked for together with other services'. */
export async function forgeFacts(
  service: Service,
  { forge }: ServiceLocation,
  { options: { places, heads } }: World,
  { inTime, cancelled }: Signals,
): Promise<Fact<ForgeFacts>> {
  if (forge.kind === 'unknown') return forge;
  const { client, repository } = forge;
  const { host, kind } = client.identity;
  const branches = [...new Set(service.environments.map(({ branch }) => branch))];
  const [token, there, ofBranches] = await Promise.all([
    places.tokens.token(host, inTime),
    factOf(
      again(() => client.repository(repository, inTime)),
      host,
      cancelled,
    ),
    factOf(
      again(() => orAborted(heads.ask(client, { repository, branches }), inTime).then(headsIn)),
      host,
      cancelled,
    ),
  ]);
  const name = `${repository.owner}/${repository.name}`;
  return known({ kind, host, name, hasToken: token !== undefined, repository: there, heads: ofBranches });
}

function headsIn(answer: HeadsAnswer) {
  if (answer.kind === 'failed') throw answer.error;
  return answer.heads;
}
