import { relayAddress } from './address';

/** Names the relay that is followed, and the token of the relay's own that is sent there. */
export const relayVariable = 'BRANCHLINE_RELAY';
export const relayTokenVariable = 'BRANCHLINE_RELAY_TOKEN';

export interface EnvironmentRelay {
  readonly url: string;
  /** For that very relay, as `RelayAddress` writes it; for another, nothing. */
  tokenFor(url: string): string | undefined;
}

/** The relay that the environment names; nothing where it names none. @throws BranchlineError where it is no address */
export function relayOfEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): EnvironmentRelay | undefined {
  const named = environment[relayVariable] ?? '';
  if (named === '') return undefined;
  const { url } = relayAddress(named);
  const token = environment[relayTokenVariable] ?? '';
  return { url, tokenFor: (other) => (other === url && token !== '' ? token : undefined) };
}
