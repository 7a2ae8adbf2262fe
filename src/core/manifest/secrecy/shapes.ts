import { isSecretName } from './names';

/** Far beyond any value that a person wrote: what is longer is not judged by its shape, and counts as secret. */
const maxJudged = 2_000_000;

const shapes: readonly RegExp[] = [
  // Armour of anything but what is public.
  /-----BEGIN (?!(?:TRUSTED |X509 )?CERTIFICATE(?: REQUEST)?-|(?:[A-Z\d]+ )?PUBLIC KEY-|(?:PGP )?SIGNATURE-|PGP PUBLIC)[A-Z\d ]{1,40}-----/,
  // SOPS, age.
  /\bENC\[[A-Z\d_]+,|AGE-SECRET-KEY-1/,
  // Tokens by the prefixes of those who give them out.
  /\b(?:gh[pousr]_\w{16,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abprs]-[\w-]{10,}|[sr]k_(?:live|test)_\w{10,}|A(?:KIA|SIA)[A-Z\d]{12,}|AIza[\w-]{30,}|hv[sb]\.[\w-]{20,}|npm_\w{30,}|dckr_pat_[\w-]{16,}|SG\.[\w-]{16,}\.)/,
  // htpasswd and crypt(3).
  /(?:^|[\s"':])(?:\$(?:apr1|2[abxy]|5|6|7|y|argon2\w*|scrypt)\$|\{(?:SHA|SSHA)\d*\})/m,
  // An address that is a password as a whole: whoever has it may post.
  /\bhooks\.slack\.com\/[a-z]+\/\w|\bdiscord(?:app)?\.com\/api\/webhooks\/\d|\.webhook\.office\.com\/\w|\bapi\.telegram\.org\/bot\d/,
  // docker's config.
  /"auth"\s*:\s*"[A-Za-z\d+/=]{4,}"|\bauth:\s*[A-Za-z\d+/]{12,}={0,2}(?:\s|$)/,
  /\b(?:bearer|basic)\s+(?=[\w.~+/-]*\d)[\w.~+/-]{12,}={0,2}/i,
];

/** A URL with a password, or a token before the host; `ssh://git@host` says no more than a name. */
const userInfo = /\b[a-z][a-z\d+.-]{0,20}:\/\/([^\s/?#@:]*):([^\s/@]+)@|\bhttps?:\/\/(?!git@)[^\s/?#@:]+@/i;

/** `Server=db;Password=x`, `host=db password=x`. */
const connection = /(?:^|[;\s"'])(?:password|pwd|accountkey|sharedaccesskey|sharedaccesssignature)\s*=\s*[^\s;"'$<{]/i;

/** Whether a text bears a secret by its shape alone, wherever it stands. */
export function hasSecretShape(text: string): boolean {
  if (text.length < 8) return false;
  if (text.length > maxJudged) return true;
  if (shapes.some((shape) => shape.test(text)) || hasJsonWebToken(text)) return true;
  if (hasSecretQuery(text)) return true;
  const address = userInfo.exec(text);
  if (address && !isPlaceholder(address[2] ?? '')) return true;
  return connection.test(text) && (text.match(/=/g)?.length ?? 0) > 1;
}

/** What stands behind the question mark of an address: `?user=a&password=x`, a signature. */
function hasSecretQuery(text: string): boolean {
  return [...text.matchAll(/[?&]([A-Za-z][\w.-]{0,80})=([^\s&"'#]+)/g)].some(
    ([, name = '', value = '']) => (isSecretName(name) || /(?:^|-)sig(?:nature)?$/i.test(name)) && isSecretText(value),
  );
}

/** Each stretch between full stops is looked at once: a token may begin at many places of one. */
function hasJsonWebToken(text: string): boolean {
  return [...text.matchAll(/(?<![\w-])[\w-]{11,}(?=\.[\w-]{8,}\.)/g)].some(([part]) => /\beyJ[\w-]{8}/.test(part));
}

/** `--password=x`, `DB_TOKEN=x`, `--token x`: assignments within a command or a list of literals. */
export function hasSecretAssignment(text: string): boolean {
  if (!/[=\s]/.test(text)) return false;
  for (const [, name = '', value = ''] of text.matchAll(
    /(?:^|[\s"';,&?])-{0,2}([A-Za-z][\w.-]{0,80})=(?!=)("[^"\n]*"|'[^'\n]*'|[^\s;&]+)/g,
  )) {
    if (isSecretName(name) && isSecretText(value.replace(/^["']|["']$/g, ''))) return true;
  }
  for (const [, name = '', value = ''] of text.matchAll(/(?:^|\s)--([A-Za-z][\w.-]{0,80})\s+([^\s-]\S*)/g)) {
    if (isSecretName(name) && isSecretText(value)) return true;
  }
  return [...text.matchAll(/(?:^|\s)(?:-u|--user)[\s=]+(\S+)/g)].some(([, value = '']) => isUserWithPassword(value));
}

/** A flag that has its value in what follows it, and what follows: `--password x`, `-u name:x`. */
export function isOfSecretFlag(flag: string, text: string): boolean {
  if (/^(?:-u|--user)$/.test(flag)) return isUserWithPassword(text);
  return isSecretFlag(flag) && isSecretText(text);
}

/** `name:password`, as curl takes it; not the numbers of a user and a group. */
function isUserWithPassword(text: string): boolean {
  const [, password = ''] = /^["']?[^:/\s]+:(.+)$/.exec(text) ?? [];
  return !/^\d*["']?$/.test(password) && isSecretText(password);
}

function isSecretFlag(text: string): boolean {
  return /^--?[A-Za-z][\w.-]{0,80}$/.test(text) && isSecretName(text);
}

/** Whether a text may be a secret at all: not empty, no switch, and not merely the name of a variable. */
export function isSecretText(text: string): boolean {
  const value = text.trim();
  return value !== '' && !/^(?:true|false|null|~|yes|no|on|off|\{\}|\[\])$/i.test(value) && !isPlaceholder(value);
}

/** `${VAR}`, `$(VAR)`, `{{ .Values.x }}`: the value is elsewhere. With words of its own in quotes it may be right here. */
function isPlaceholder(text: string): boolean {
  return /^(?:\$\{[\w.]+\}|\$\([^'"]*\)?|\$[A-Z_][A-Z\d_]*|\{\{[^"'`]*\}\}|<[\w -]{1,40}>)$/.test(text);
}

/** A name that looks like a value: too random, too long, or of the shape of one. */
export function looksLikeValue(name: string): boolean {
  if (name.length > 250 || hasSecretShape(name)) return true;
  return (name.match(/[A-Za-z\d]{16,}/g) ?? []).some(
    (run) => (run.match(/\d/g)?.length ?? 0) > 3 && (run.match(/[A-Za-z]/g)?.length ?? 0) > 3,
  );
}
