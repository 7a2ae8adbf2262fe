import type { CodeQuestion } from '../../../core/change/code/where/contains';
import { isSha } from '../../../core/git/names';
import { parseAddress } from '../../../core/git/address';
import { openLocal, originOf } from '../../../core/git/local';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import type { Disposable } from '../../../core/support/disposable';
import type { CliContext } from '../../context';
import type { WhereCall } from './call';

export type AskedCode = Disposable & { readonly question: CodeQuestion };

/**
 * The commit of code that is meant: by its whole name, or by any name that git knows in the checkout that `--code` names. Nothing
 * for a part of a name without a checkout: no forge is asked what that is short for.
 * @throws BranchlineError where `--code` is given and it is not clear which commit is meant; GitError where its folder is no checkout
 */
export async function codeQuestion(
  what: string,
  { code }: WhereCall,
  context: CliContext,
): Promise<AskedCode | undefined> {
  const isWhole = isSha(what);
  if (code === undefined) return isWhole ? { question: { commit: what }, dispose: () => undefined } : undefined;
  const address = parseAddress(code, context.folder);
  if (address.kind === 'path') return inCheckout(what, address.path, context);
  if (!isWhole) throw new BranchlineError('cli/partOfCommit', partOfName);
  return { question: { commit: what, repository: address.url }, dispose: () => undefined };
}

const partOfName = message(
  'A forge is asked for a commit by its whole name. Give that, or the folder of a checkout for --code.',
);

async function inCheckout(what: string, path: string, { signal }: CliContext): Promise<AskedCode> {
  const checkout = await openLocal(path, signal);
  try {
    const [origin, found] = await Promise.all([originOf(checkout, signal), checkout.resolve(what)]);
    const commit = found ?? (isSha(what) ? what : undefined);
    if (origin === undefined) {
      throw new BranchlineError(
        'cli/noOrigin',
        message('{path} has no origin, so its images are not known.', { path }),
      );
    }
    if (commit === undefined) {
      throw new BranchlineError('cli/noSuchCommit', message('{path} has no commit {what}.', { path, what }));
    }
    return { question: { commit, repository: origin, checkout }, dispose: () => checkout.dispose() };
  } catch (error) {
    checkout.dispose();
    throw error;
  }
}
