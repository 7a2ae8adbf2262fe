import assert from 'node:assert/strict';
import { Registries } from '../../../src/core/registry/client';
import type { RegistryCredential } from '../../../src/core/registry/credentials/types';
import { RegistryError, type RegistryCase } from '../../../src/core/registry/errors';
import { readImageName } from '../../../src/core/registry/imageName';
import type { ImageReference } from '../../../src/core/registry/types';
import { redactingLog } from '../../../src/core/support/log';
import { contentOf, type Manifest } from '../../lab/registry/content';
import { aServer, type Said, type TestServer } from '../forge/server';

export const signal = new AbortController().signal;
export const secret = 'pass-word-of-a-person';
export const password: RegistryCredential = { kind: 'password', user: 'me', password: secret };

/** An error of that kind, in one short line. */
export const is = (kind: RegistryCase) => (error: unknown) => {
  assert.ok(RegistryError.is(error, kind), String(error));
  // eslint-disable-next-line no-control-regex
  assert.doesNotMatch(error.message, /[\u0000-\u001f\u202e]/);
  assert.ok(error.message.length < 600, error.message);
  return true;
};

export const manifest = ({ body, mediaType, digest }: Manifest, changed: Said = {}): Said => ({
  body: body.toString(),
  ...changed,
  headers: { 'content-type': mediaType, 'docker-content-digest': digest, ...changed.headers },
});
export const json = (body: object): Said => ({ body });
const image = contentOf({ repository: 'shop/cart' });
export const [single] = image.manifests as [Manifest];
export const config = image.blobs[1]!;

/** A registry whose answers a test decides, and another server, which may want to learn something. */
export interface World {
  readonly server: TestServer;
  readonly other: TestServer;
  readonly cart: ImageReference;
  stop(): Promise<unknown>;
}

export async function aWorld(): Promise<World> {
  const [server, other] = [await aServer(), await aServer()];
  const cart = readImageName(`${server.host}/shop/cart`);
  return { server, other, cart, stop: () => Promise.all([server.stop(), other.stop()]) };
}

export function client(
  credential?: RegistryCredential,
  more: { readonly timeoutMs?: number; readonly lines?: string[] } = {},
): Registries {
  return new Registries({
    credentials: { credential: () => Promise.resolve(credential) },
    timeoutMs: more.timeoutMs ?? 5_000,
    log: redactingLog((_, line) => more.lines?.push(line)),
  });
}
