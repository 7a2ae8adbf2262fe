import { message } from '../../support/message';
import type { Unknown } from '../../support/observation';
import { found, notChecked, whenKnown, type Check } from './outcome';

const notTold: Unknown = {
  kind: 'unknown',
  reason: 'forbidden',
  said: message('The forge does not tell this token how pull requests may land.'),
};

/**
 * Whether a merged pull request leaves what a later promotion is recognised by. What a forge does not tell is not judged, and told where the catalog
 * relies on it.
 */
export const landing: Check = {
  name: 'landing',
  of: ({ service, forge }, check) =>
    whenKnown(forge, { check }, ({ host, repository }) =>
      whenKnown(repository, { check }, ({ landingStyles: styles, deletesHeadOnMerge }) => {
        const wanted = service.edges.filter(({ head = 'commit' }) => head !== 'commit');
        const allowsMerge = styles?.includes('merge') ?? true;
        if (wanted.length > 0 && !styles) return [notChecked(check, notTold)];
        return [
          ...(styles?.join() === 'squash' ? [found('onlySquash', {})] : []),
          ...(allowsMerge ? [] : wanted).map(({ head = 'commit', to: environment }) =>
            found('mergeNotAllowed', { head, environment }, { environment }),
          ),
          ...(deletesHeadOnMerge === false ? [found('keepsHeads', { host })] : []),
        ];
      }),
    ),
};
