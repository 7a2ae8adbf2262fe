import { jobToken } from '../../core/forge/environmentTokens';
import type { ForgeClient } from '../../core/forge/forgeClient';
import type { RepositoryRef } from '../../core/forge/types';
import { relayRepository, type RelayRepository } from '../../core/relay/repository';
import { relayAddress } from '../../core/relay/subscribe/address';
import { relayOfEnvironment, relayTokenVariable, relayVariable } from '../../core/relay/subscribe/environment';
import { RelayNews } from '../../core/relay/subscribe/news';
import type { RelayStatus } from '../../core/relay/subscribe/subscriber';
import { systemAlarms, systemClock } from '../../core/support/clock';
import { silentLog } from '../../core/support/log';
import { inEnglish } from '../../core/support/message';
import { oneLine } from '../../core/support/oneLine';
import type { CliContext } from '../context';
import type { RelayOption } from './options';
import { tokensFor } from './tokens';

/**
 * Follows the relay that the caller names, where one is named.
 *
 * A token of the relay's own goes there where there is one, else that of the forge: who names the relay wants it.
 * @throws BranchlineError where it is no address
 */
export function relayNews(
  { relay }: RelayOption,
  repositories: readonly RelayRepository[],
  context: CliContext,
): RelayNews | undefined {
  const { environment } = context;
  const address = addressOf(relay, environment);
  if (!address || repositories.length === 0) return undefined;
  const ofEnvironment = relayOfEnvironment({ [relayVariable]: address.url, ...own(environment, relay, address.url) });
  const ofForge = async (host: string, signal: AbortSignal) => {
    const token = await tokensFor(host, context).token(host, signal);
    return token?.source === jobToken ? undefined : token?.value; // it is of use at the forge's own door alone
  };
  return new RelayNews({
    address,
    repositories,
    token: async (host, signal) => ofEnvironment?.tokenFor(address.url) ?? ofForge(host, signal),
    clock: systemClock,
    alarms: systemAlarms,
    random: Math.random,
    log: silentLog,
    onStatus: tellingOnce(context),
  });
}

/** As a relay calls it; nothing where no relay could. */
export function repositoryOnRelay(
  { identity }: Pick<ForgeClient, 'identity'>,
  { owner, name }: RepositoryRef,
): readonly RelayRepository[] {
  const read = relayRepository.safeParse({ host: identity.host, path: `${owner}/${name}` });
  return read.success ? [read.data] : [];
}

/** Before anything is done. @throws BranchlineError where the relay that is named is no address */
export function checkRelay({ relay }: RelayOption, { environment }: CliContext): void {
  addressOf(relay, environment);
}

function addressOf(relay: string | undefined, environment: CliContext['environment']) {
  const named = relay ?? environment[relayVariable] ?? '';
  return named === '' ? undefined : relayAddress(named);
}

/** The variable with the token belongs to the relay that its neighbour names; where that names none, to the one that is called. */
function own(environment: CliContext['environment'], relay: string | undefined, url: string) {
  const named = environment[relayVariable] ?? '';
  const isOther = relay !== undefined && named !== '' && relayAddress(named).url !== url;
  return isOther ? {} : { [relayTokenVariable]: environment[relayTokenVariable] };
}

function tellingOnce(context: CliContext): (status: RelayStatus) => void {
  let before = '';
  return (status) => {
    const said = saidOf(status);
    if (said === before) return;
    before = said;
    if (said !== '') context.warn(said);
  };
}

function saidOf(status: RelayStatus): string {
  const { host } = status;
  switch (status.kind) {
    case 'asked':
      return '';
    case 'live':
      return status.told === status.asked
        ? `Told by the relay ${host}`
        : `The relay ${host} tells of ${status.told} of ${status.asked} repositories: asking as without one`;
    case 'away':
      return `The relay ${host} is away: asking as without one. ${oneLine(inEnglish(status.why), 200)}`;
  }
}
