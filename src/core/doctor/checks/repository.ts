import type { Unknown } from '../../support/observation';
import { inEnglish } from '../../support/message';
import type { ForgeFacts } from '../facts/facts';
import type { Outcome } from '../finding';
import { found, notChecked, whenKnown, type Check } from './outcome';

/** Whether the repository is there and may be read; the forge knows more of it than git does. */
export const repository: Check = {
  name: 'repository',
  of: ({ service, forge, git }, check) => [
    ...(git.kind === 'unknown' ? unread(git, check) : []),
    ...whenKnown(forge, { check }, (facts) => onForge(service.repository, facts, check)),
  ],
};

/** What the forge tells of it, also where git does not get through: one that was renamed sends git away. */
function onForge(
  address: string,
  { host, name, repository: there }: ForgeFacts,
  check: Check['name'],
): readonly Outcome[] {
  return whenKnown(there, { check }, ({ archived, owner, name: last }) => {
    const now = `${owner}/${last}`;
    const isRenamed = now.toLowerCase() !== name.toLowerCase();
    return [
      ...(archived ? [found('archived', { repository: name, host })] : []),
      ...(isRenamed ? [found('renamed', { repository: name, now, address: renamed(address, name, now) })] : []),
    ];
  });
}

/** That it is not there is known; that it does not answer tells nothing. A refused token is told by itself. */
function unread(why: Unknown, check: Check['name']): readonly Outcome[] {
  if (why.reason === 'missing') return [found('repositoryMissing', { reason: inEnglish(why.said) })];
  return [notChecked(check, why)];
}

/** The address in the form that the catalog has it: by https or ssh. */
function renamed(address: string, name: string, now: string): string {
  const at = address.toLowerCase().lastIndexOf(name.toLowerCase());
  return at < 0 ? now : `${address.slice(0, at)}${now}${address.slice(at + name.length)}`;
}
