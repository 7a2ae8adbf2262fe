import { found, whenKnown, type Check } from './outcome';

/** Whether a merged pull request leaves what a later promotion is recognised by. What a forge does not tell is not judged. */
export const landing: Check = {
  name: 'landing',
  of: ({ service, forge }, check) =>
    whenKnown(forge, { check }, ({ host, name, repository }) =>
      whenKnown(repository, { check }, ({ landingStyles: styles, deletesHeadOnMerge }) => {
        const wanted = service.edges.filter(({ head = 'commit' }) => head !== 'commit');
        const allowsMerge = styles?.includes('merge') ?? true;
        return [
          ...(styles?.join() === 'squash' ? [found('onlySquash', { repository: name })] : []),
          ...(allowsMerge ? [] : wanted).map(({ head = 'commit', to: environment }) =>
            found('mergeNotAllowed', { head, environment, repository: name }, { environment }),
          ),
          ...(deletesHeadOnMerge === false ? [found('keepsHeads', { repository: name, host })] : []),
        ];
      }),
    ),
};
