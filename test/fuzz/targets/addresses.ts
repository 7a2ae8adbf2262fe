import assert from 'node:assert/strict';
import fc from 'fast-check';
import { resolveRepository } from '../../../src/core/catalog/repository';
import { repositoryIdentity } from '../../../src/core/support/repositoryIdentity';
import { parseRemote, repositoryOf } from '../../../src/core/forge/remote';
import { forgeKinds } from '../../../src/core/forge/types';
import { addressKey, normalisedUrl, parseAddress, shownAddress } from '../../../src/core/git/address';
import { GitError } from '../../../src/core/git/errors';
import { inEnglish } from '../../../src/core/support/message';
import { redact } from '../../../src/core/support/redact';
import { assertNoCanary, canary } from '../engine/canary';
import { anyWord } from '../engine/words';
import { orRefused, type Target } from '../engine/target';

const part = fc.oneof(
  fc.constantFrom('gitops', 'cart.git', 'git.example.com', 'constructor', '[::1]', 'a:8443', 'C:'),
  anyWord,
);

/** Of any text: an address, a path or a refusal. No password of it is shown, and what is no transport is no address. */
export const addresses: Target = {
  name: 'addresses',
  inputs: fc
    .tuple(
      fc.constantFrom(
        'https://',
        'http://',
        'ssh://',
        'git://',
        'file:///',
        'file://',
        'ext::',
        'git+ssh://',
        'HTTPS://',
        '',
        '',
        '/',
        './',
        '-',
      ),
      fc.constantFrom('', '', 'git@', `me:${canary}@`, `${canary}@`),
      fc.array(part, { minLength: 1, maxLength: 4 }),
      fc.constantFrom('/', '/', ':', '\\'),
    )
    .map(([scheme, user, parts, separator]) => scheme + user + parts.join(separator)),
  weight: 80,
  law(text) {
    const address = orRefused([GitError], () => parseAddress(text, '/w'));
    if (address?.kind === 'url') {
      assert.ok(!/^-|^\w+::|[\0\r\n]/.test(address.url));
      const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(address.url)?.[1]?.toLowerCase();
      assert.ok(scheme === undefined || ['https', 'http', 'ssh', 'git'].includes(scheme), `speaks ${scheme ?? ''}`);
      if (isPassword(text)) {
        assertNoCanary('an address that is shown', shownAddress(address));
        assertNoCanary('a line of a log', redact(`fatal: unable to access '${address.url}'`));
      }
    }
    if (address?.kind === 'path') assert.ok(address.path.startsWith('/') || /^[a-z]:/i.test(address.path));
    const normal = normalisedUrl(text);
    if (address?.kind === 'url' && !/[/:.]git\.git|[/:\\]\.git/i.test(text))
      assert.equal(addressKey(normal), addressKey(text), 'of one address, two folders');
    const remote = parseRemote(text);
    if (remote) {
      assert.ok(typeof remote.host === 'string' && remote.host !== '' && remote.path.length > 0);
      for (const kind of forgeKinds) {
        const repository = repositoryOf(remote, '', kind);
        assert.ok(repository === undefined || !`${repository.owner}/${repository.name}`.split('/').includes('..'));
      }
    }
    const named = resolveRepository(text, '/w');
    if (named.kind === 'invalid') assert.ok(inEnglish(named.said) !== '');
    else assert.equal(typeof repositoryIdentity(named.repository), 'string');
  },
};

/** The canary is before the only `@` of the host's part, and nowhere else. */
function isPassword(text: string): boolean {
  return (
    new RegExp(`^[a-z+]+://(?:me:)?${canary}@(?!.*(?:@|${canary}))[a-z.]+/`, 'i').test(text) && !/[\s"']/.test(text)
  );
}
