import type { ChangeSetting, ChangeTarget } from '../../core/change/preparedChange';
import type { OpenRepository } from './openRepository';
import { serviceName } from './serviceName';

/** An opened repository, for what is prepared in it. @param code whom to ask what code comes with it */
export function changeSetting(opened: OpenRepository, code?: ChangeSetting['code']): ChangeSetting {
  const { repository, remote, memory, service } = opened;
  const { content, pullRequests: templates = {} } = service;
  return { service: serviceName(opened), repository, remote, memory, content, templates, ...(code ? { code } : {}) };
}

/** The environment of a branch; one that the catalog does not name is called as the branch. */
export function changeTarget({ service }: OpenRepository, branch: string): ChangeTarget {
  const known = service.environments.find((environment) => environment.branch === branch);
  return { environment: known?.name ?? branch, protectedTarget: known?.protected ?? false, existing: [] };
}
