/**
 * What the name of a key says of its value, where nothing else tells: `password`, `API_TOKEN`, `db.clientSecret` are
 * secret; `secretName`, `tokenTTL`, `passwordKey` name or configure one.
 */
const whole = new Set(
  (
    'password passwords passwd passwds pwd passphrase passcode pass secret secrets token tokens apikey apikeys credential ' +
    'credentials cred creds dsn htpasswd privatekey accesskey secretkey authkey masterkey signingkey jwt dockerconfigjson ' +
    'dockercfg kubeconfig netrc otp salt pepper authorization bearer passcode psk mnemonic pat'
  ).split(' '),
);

const pairs =
  /\b(api|access|private|secret|encryption|signing|client|auth|account|storage|license|master|ssh|shared|host|hmac|crypt|session|service|service account|tls|ssl|server|webhook|routing|integration|deploy|pgp|gpg) keys?\b|\b(redis|registry|smtp|proxy|npm|db|database) auth\b|\bsecure json ?data\b|\bconnection ?(string|url|uri)\b|\bconn ?str(ing)?\b|\bbasic ?auth\b|\bkey data\b|\bauth ?config\b|\bdatabase (url|uri)\b/;

/** Within a word that is written together: `dbpassword`, `mysecret`. */
const within = /passw(or)?d|passphrase|secret|credential|apikey|privatekey|accesskey|authtoken|accesstoken|token$/;

/** What such a name ends with where it stands for a name, a place or a setting, and not for the value. */
const settings = new Set(
  (
    'name names ref refs selector path paths file files filename dir directory folder mount type kind class enabled ' +
    'disabled required seconds minutes hours days ttl age expiry expiration expires lifetime length size policy version ' +
    'audience audiences issuer url uri endpoint host hostname port namespace namespaces provider store stores backend ' +
    'engine method algorithm alg header headers mode rotation interval min max count limit limits format label labels ' +
    'annotation annotations template description field fields prefix suffix create created mounted optional strategy ' +
    'lookup review reviewer service scope scopes usage volume volumes items generator checksum hash resource resources ' +
    'options behavior sync operator controller manager webhook rotate rotated public certificate cert index id ids ' +
    'group groups rule rules role roles permission permissions permitted verbs location bits budget target targets'
  ).split(' '),
);

/** What such a name begins with where it names a Secret or says whether there is one. */
const asking = new Set(
  'existing use enable create has is automount allow require required pull tls cert certificate ca target source ssl max min num'.split(
    ' ',
  ),
);

/** Whether the value under this key is secret as far as its name tells. */
export function isSecretName(key: string): boolean {
  if (key.length > 200) return false;
  const words = wordsOf(key);
  const last = words.at(-1) ?? '';
  if (settings.has(last)) return false;
  const text = words.join(' ');
  const isKeyOfOne =
    (last === 'key' || last === 'keys') && words.length > 1 && /^passw(or)?d$/.test(words.at(-2) ?? '');
  if (isKeyOfOne) return false;
  const isNameOfOne = /^secrets?$/.test(last) && words.slice(0, -1).some((word) => asking.has(word));
  // A qualified name in the metadata that ends so is that of a Secret: `nginx.ingress.kubernetes.io/auth-secret`.
  const isQualified = key.includes('/') && /^secrets?$/.test(last);
  if (isNameOfOne || isQualified || (/^tokens?$/.test(last) && asking.has(words[0] ?? ''))) return false;
  return (
    whole.has(last) || words.some((word) => whole.has(word) && word !== 'pass') || pairs.test(text) || within.test(text)
  );
}

/** Below a key that names a secret: what still is a name or a setting (`secretKeyRef.name`, `secret.items[].path`). */
export function isSettingName(key: string): boolean {
  const words = wordsOf(key);
  const last = words.at(-1) ?? '';
  return (
    settings.has(last) ||
    settings.has(words[0] ?? '') ||
    last === 'key' ||
    last === 'keys' ||
    /^existing/.test(words[0] ?? '')
  );
}

function wordsOf(key: string): readonly string[] {
  return key
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])(?=[A-Z][a-z])/g, '$1 ')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter(Boolean);
}
