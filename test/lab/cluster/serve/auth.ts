import { forbidden, unauthorized } from '../model/errors';
import type { Request } from './request';

/** What a user may do: verbs on resources (`*` for all), in the namespaces that match (everywhere if absent). */
export interface Rule {
  readonly verbs: readonly string[];
  readonly resources: readonly string[];
  readonly namespaces?: RegExp;
}

export interface User {
  readonly name: string;
  readonly token: string;
  readonly rules: readonly Rule[];
}

const read = ['get', 'list', 'watch'];

/**
 * `admin` may do everything. `developer` reads everything, but Secrets only where the namespace is for dev or test.
 * `nobody` is known and may do nothing beyond discovery, which every authenticated user has.
 */
export function usualUsers(resources: readonly string[]): readonly User[] {
  const harmless = resources.filter((resource) => resource !== 'secrets');
  return [
    { name: 'admin', token: 'lab-admin', rules: [{ verbs: ['*'], resources: ['*'] }] },
    {
      name: 'developer',
      token: 'lab-developer',
      rules: [
        { verbs: read, resources: harmless },
        { verbs: read, resources: ['secrets'], namespaces: /-(dev|test)$/ },
      ],
    },
    { name: 'nobody', token: 'lab-nobody', rules: [] },
  ];
}

/** Who sent the request. Throws 401. */
export function authenticate(users: readonly User[], authorization: string | undefined): User {
  const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
  const user = users.find((candidate) => candidate.token === token);
  if (!user) throw unauthorized();
  return user;
}

/** Throws 403 unless a rule allows it. Subresources go with their resource. */
export function authorize(user: User, request: Request): void {
  if (!mayDo(user, request.verb, request.kind.resource, request.namespace)) {
    const { group, resource } = request.kind;
    throw forbidden(
      user.name,
      request.verb,
      { group, resource, subresource: request.subresource },
      request.namespace,
      request.name,
    );
  }
}

export function mayDo(user: User, verb: string, resource: string, namespace: string | undefined): boolean {
  return user.rules.some(
    (rule) =>
      (rule.verbs.includes('*') || rule.verbs.includes(verb)) &&
      (rule.resources.includes('*') || rule.resources.includes(resource)) &&
      (!rule.namespaces || (namespace !== undefined && rule.namespaces.test(namespace))),
  );
}
