import { message } from '../../support/message';
import type { Unknown } from '../../support/observation';

/** Which objects there are is not known then. */
export const unrendered: Unknown = {
  kind: 'unknown',
  reason: 'invalid',
  said: message('The manifests could not be read as a whole, so their objects are not known.'),
};
