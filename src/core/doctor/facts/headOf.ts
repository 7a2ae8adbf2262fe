import type { Head } from '../../forge/types';
import { message } from '../../support/message';
import { known, type Fact } from '../../support/fact';
import type { ForgeFacts, ServiceFacts } from './facts';

/**
 * The head of a branch as the forge tells it; nothing where there is no such branch. A forge may not know yet what git has:
 * then its protection is not known either.
 */
export function headOf({ heads }: ForgeFacts, git: ServiceFacts['git'], branch: string): Fact<Head | undefined> {
  if (heads.kind === 'unknown') return heads;
  const head = heads.value.find((one) => one.branch === branch);
  if (head) return known(head);
  if (git.kind === 'unknown') return git;
  if (!git.value.heads.has(branch)) return known(undefined);
  const said = message('The forge does not tell of the branch {branch}, which git has.', { branch });
  return { kind: 'unknown', reason: 'invalid', said };
}
