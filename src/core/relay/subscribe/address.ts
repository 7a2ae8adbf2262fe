import { BranchlineError } from '../../support/errors';
import { isLoopback } from '../../support/http/loopback';
import { message } from '../../support/message';
import { eventsPath } from '../protocol';

/** A relay that a person named. */
export interface RelayAddress {
  /** As it is shown, and what is remembered of it is kept by: without a slash at its end. */
  readonly url: string;
  readonly host: string;
  /** Where its events are asked for. */
  readonly events: URL;
}

/**
 * The address of a relay, as a person writes it. A token goes there: so it is by https, or on this very machine.
 * @throws BranchlineError where it is none
 */
export function relayAddress(text: string): RelayAddress {
  const url = URL.parse(text.trim());
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '') {
    throw new BranchlineError('relay/badAddress', message('The address of the relay is no address: write https://….'));
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new BranchlineError(
      'relay/badAddress',
      message('The address of the relay has a user, or something behind ? or #: leave that out.'),
    );
  }
  if (url.protocol === 'http:' && !isLoopback(url)) {
    throw new BranchlineError(
      'relay/plainHttp',
      message('{host} is not asked without encryption: a token would go there for all to read. Write https://….', {
        host: url.host,
      }),
    );
  }
  const base = `${url.origin}${url.pathname.replace(/(?<!\/)\/+$/, '')}`;
  return { url: base, host: url.host, events: new URL(`${base}${eventsPath}`) };
}
