import { inEnglish } from '../../support/message';
import { tokenPlace } from '../../forge/environmentTokens';
import { found, notChecked, whenKnown, type Check } from './outcome';

/** Whether the token is one with which something can be proposed. */
export const access: Check = {
  name: 'access',
  of: ({ forge }, check) =>
    whenKnown(forge, { check }, ({ host, hasToken, repository }) => {
      const variable = tokenPlace(host);
      if (!hasToken) return [found('noToken', { host, variable })];
      if (repository.kind === 'known') {
        const { mayPush, archived } = repository.value;
        return mayPush !== false || archived ? [] : [found('mayNotPush', {})];
      }
      return repository.reason === 'unauthorised'
        ? [found('tokenRefused', { reason: inEnglish(repository.said), host, variable })]
        : [notChecked(check, repository)];
    }),
};
