import * as vscode from 'vscode';
import { BranchlineError } from '../core/support/errors';
import { message } from '../core/support/message';
import { plainText } from './words/markdown';

/**
 * Opens a page in the browser. The one way to the system's opener: what a forge calls an address may name a file or a
 * program as well.
 * @throws BranchlineError where it is no address of a page on the web
 */
export async function openWeb(address: string): Promise<void> {
  const protocol = URL.canParse(address) ? new URL(address).protocol : '';
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw new BranchlineError(
      'web/notAPage',
      message('This is no page on the web, and is not opened: {address}', {
        address: plainText(address).slice(0, 200),
      }),
    );
  }
  await vscode.env.openExternal(vscode.Uri.parse(address, true));
}
