import type { HeadsByGit } from '../../forge/headsByGit';
import type { TokenSource } from '../../forge/tokens';
import { remoteHeads } from '../../git/remote';
import { remoteOf } from './remoteOf';

/** Where branches are, as git tells whoever holds these tokens. */
export function headsByGit(tokens: TokenSource): HeadsByGit {
  return async (url, branches, signal) => remoteHeads(await remoteOf(url, tokens, signal), branches, signal);
}
