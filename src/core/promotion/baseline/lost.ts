import type { EdgeRequest } from '../edge';
import { shellWord } from '../../support/shellWord';
import type { LostRecord } from './baseline';

/** Why nobody can tell what is in force, and the command by which a person says it. */
export function lostNote({ commit, deployment, by }: LostRecord, { from, to, fetch }: EdgeRequest): string {
  const named = {
    promotion: `${deployment} on ${to} brought ${commit} of ${from}, which is not there`,
    rollback: `${deployment} on ${to} went back by ${commit}, which is none of the deployments of ${to} now`,
    pin: `${commit} of ${from} is pinned at ${deployment} on ${to}, and is not there`,
  }[by];
  const asked = by === 'rollback' ? '' : fetch ? ' and could not be fetched' : ' in this copy';
  const pin = `branchline pin --from ${shellWord(from)} --to ${shellWord(to)} --baseline COMMIT --at ${deployment}`;
  return `Not known what of ${from} is in force on ${to}: ${named}${asked}. Say it by: ${pin}`;
}
