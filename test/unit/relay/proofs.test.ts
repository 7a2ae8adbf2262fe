import { equal } from 'node:assert/strict';
import fc from 'fast-check';
import type { HookKind } from '../../../src/core/relay/hooks/delivery';
import { forgeHooks, registryHooks } from '../../../src/core/relay/hooks/kinds';
import { asDelivery, now, proofs, secret, signing, type Sent } from './deliveries';

const hooks: Readonly<Record<string, HookKind>> = {
  ...forgeHooks,
  'gitlab-signed': forgeHooks.gitlab,
  ...registryHooks,
};
const isAuthentic = (kind: string, sent: Sent, secrets: readonly string[] = [secret], at = now) =>
  hooks[kind]?.isAuthentic(asDelivery(sent), secrets, at);
const sentBy = (kind: keyof typeof proofs, body: string): Sent => ({ headers: proofs[kind](body), body });

describe('Who sent a webhook', () => {
  for (const kind of Object.keys(proofs) as (keyof typeof proofs)[]) {
    it(`${kind}: is known by the secret, also by the second of two`, () => {
      const sent = sentBy(kind, '{"a":1}');
      equal(isAuthentic(kind, sent), true);
      equal(isAuthentic(kind, sent, ['x'.repeat(32), secret]), true);
    });

    it(`${kind}: is nobody without it, or with another`, () => {
      const sent = sentBy(kind, '{"a":1}');
      equal(isAuthentic(kind, { ...sent, headers: {} }), false);
      equal(isAuthentic(kind, sent, ['x'.repeat(32)]), false);
      equal(isAuthentic(kind, sent, []), false);
      for (const name of Object.keys(sent.headers))
        equal(isAuthentic(kind, { ...sent, headers: { ...sent.headers, [name]: '' } }), false);
    });

    it(`${kind}: is nobody where any letter of a header is another one`, () => {
      const sent = sentBy(kind, '{"a":1}');
      for (const [name, value] of Object.entries(sent.headers))
        for (let index = 0; index < value.length; index++) {
          const other = value[index] === 'A' ? 'B' : 'A';
          const headers = { ...sent.headers, [name]: value.slice(0, index) + other + value.slice(index + 1) };
          equal(isAuthentic(kind, { ...sent, headers }), false, `${name} at ${index}`);
        }
    });
  }

  for (const kind of signing)
    it(`${kind}: any change of the body is another body`, () =>
      fc.assert(
        fc.property(fc.json(), fc.nat(), fc.integer({ min: 1, max: 255 }), (body, at, by) => {
          const { headers } = sentBy(kind, body);
          const bytes = Buffer.from(body);
          const changed = Buffer.from(bytes);
          changed[at % bytes.length] = ((changed[at % bytes.length] ?? 0) + by) % 256;
          const hook = hooks[kind];
          const judge = (one: Buffer) =>
            hook?.isAuthentic({ header: (name) => headers[name], body: one }, [secret], now);
          equal(judge(bytes), true);
          equal(judge(changed), false);
          equal(judge(Buffer.concat([bytes, Buffer.from(' ')])), false);
          equal(judge(bytes.subarray(1)), false);
        }),
      ));

  it('gitlab-signed: is nobody once the time is over, or before it has come', () => {
    const sent = sentBy('gitlab-signed', '{}');
    for (const [minutes, is] of [
      [4, true],
      [-4, true],
      [6, false],
      [-6, false],
    ] as const)
      equal(isAuthentic('gitlab-signed', sent, [secret], now + minutes * 60_000), is);
  });

  it('gitlab-signed: a right token does not stand for a wrong signature', () => {
    const sent = sentBy('gitlab-signed', '{}');
    const headers = { ...sent.headers, 'webhook-signature': 'v1,AAAA', 'x-gitlab-token': secret };
    equal(isAuthentic('gitlab', { ...sent, headers }), false);
  });

  it('forgejo: of two signatures both are right', () => {
    const sent = sentBy('forgejo', '{}');
    equal(isAuthentic('forgejo', { ...sent, headers: { ...sent.headers, 'x-forgejo-signature': 'ab' } }), false);
    equal(isAuthentic('forgejo', { ...sent, headers: { ...sent.headers, 'x-gitea-signature': 'ab' } }), false);
  });
});
