import { AskedChecks } from '../../../../src/core/fleet/observe/askedChecks';
import { ForgeBatch } from '../../../../src/core/forge/forgeBatch';
import type { ForgeClient } from '../../../../src/core/forge/forgeClient';
import type { Check, ChecksRequest } from '../../../../src/core/forge/types';
import type { ServiceLocation } from '../../../../src/core/change/location';
import type { Clock } from '../../../../src/core/support/clock';

/** Asks as a fleet of one service does. */
export function askedFrom(forge: ServiceLocation['forge'], clock: Clock): AskedChecks {
  const checks = new ForgeBatch((client: ForgeClient, requests: readonly ChecksRequest[], signal) =>
    Promise.resolve<readonly Promise<readonly Check[]>[]>(client.checksOf(requests, signal)),
  );
  return new AskedChecks({ checks, clock }, forge);
}
