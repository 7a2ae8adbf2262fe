import { BranchlineError } from '../../support/errors';
import { message } from '../../support/message';
import { textFiles, type Files } from './place';

/** A person, a team, or an address, as GitHub and Gitea have them: nothing that would begin another line or a comment. */
const owner = /^(?:@[A-Za-z0-9][\w.-]*(?:\/[\w.-]+)?|[\w.+-]+@[\w.-]+)$/;

/**
 * Where forges look for it, each in an order of its own, and take the first. Source: GitHub, "About code owners"; Gitea, "Code
 * owners".
 */
export const ownersFiles = ['CODEOWNERS', ...['.github', '.gitea', '.forgejo', 'docs'].map((at) => `${at}/CODEOWNERS`)];

/** The file by which a forge asks for reviews. @throws BranchlineError for what is no owner */
export function codeOwners(owners: readonly string[]): Files {
  if (owners.length === 0) return new Map();
  const odd = owners.find((name) => !owner.test(name));
  if (odd !== undefined) {
    throw new BranchlineError(
      'setup/badOwner',
      message('"{owner}" owns no code: write @person, @organisation/team or an address.', { owner: odd }),
    );
  }
  return textFiles({ CODEOWNERS: `* ${owners.join(' ')}\n` });
}
