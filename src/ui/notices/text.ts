import * as vscode from 'vscode';
import { attentionKinds, attentionWords, type Attention } from '../attention/kinds';
import { plainText } from '../words/markdown';

const { t } = vscode.l10n;
const most = 3;

/** What one message says of all that is new, the gravest first; more than a few are counted. */
export function noticeText(notices: readonly Attention[]): { readonly text: string; readonly isGrave: boolean } {
  const named = notices.slice(0, most).map(line);
  const more = notices.length - named.length;
  const last = more > 0 ? [more === 1 ? t('1 more') : t('{count} more', { count: more })] : [];
  return { text: [...named, ...last].join(' · '), isGrave: notices.some(isGrave) };
}

function line(attention: Attention): string {
  const { service, where } = attention;
  const [name, place] = [service, where].map(plainText);
  return t('{service} in {where}: {what}', {
    service: name ?? '',
    where: place ?? '',
    what: attentionWords(attention),
  });
}

/** From what is broken down to what drifted. */
function isGrave({ kind }: Attention): boolean {
  return attentionKinds.indexOf(kind) <= attentionKinds.indexOf('drifted');
}
