import * as z from 'zod';
import { forgeHooks, registryHooks, type ForgeHookName, type RegistryHookName } from '../hooks/kinds';
import { hostName } from '../repository';

/** What the file of `branchline relay --config` looks like. Source: docs/relay.md, "Configuration". */

/** Where a secret stands: a variable of the environment, or a file. Never in the file itself. */
const secret = z
  .strictObject({ env: z.string().min(1).max(200).optional(), file: z.string().min(1).max(1_000).optional() })
  .refine(({ env, file }) => (env === undefined) !== (file === undefined), 'write either "env" or "file"');
export type SecretPlace = z.infer<typeof secret>;

/** Several while one takes the place of another. */
const secrets = z.array(secret).min(1).max(4);

const patterns = z.array(z.string().min(1).max(256)).min(1).max(200);
const address = z.string().regex(/^https?:\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$/, 'address');
const port = z.int().min(0).max(65_535);
const isKeyOf = <K extends string>(of: Readonly<Record<K, unknown>>) => z.enum(Object.keys(of) as [K, ...K[]]);

const forge = z.strictObject({
  host: hostName,
  kind: isKeyOf<ForgeHookName>(forgeHooks),
  api: address.optional(),
  secrets,
  repositories: patterns,
  /** The relay's own, to read with what all would ask; without one it reads nothing. */
  token: secret.optional(),
});

const registry = z.strictObject({
  host: hostName,
  kind: isKeyOf<RegistryHookName>(registryHooks),
  secrets,
  images: patterns,
  /** `git.example.com/gitops/{name}`: whose readers may know of an image. */
  belongsTo: z.string().min(3).max(512),
});

const token = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'name'),
  secret,
  repositories: patterns,
  /** Whether what the relay reads is told as well, and not only where to look. */
  facts: z.boolean().default(false),
});

const limits = z.strictObject({
  /** Streams at once, of all. */
  subscribers: z.int().min(1).max(100_000).default(2_000),
  /** Streams at once of one token. */
  subscribersPerToken: z.int().min(1).max(1_000).default(20),
  /** Events that are kept for whoever comes back. */
  events: z.int().min(100).max(1_000_000).default(50_000),
  /** How often forges are asked again what a subscriber may read; an answer counts for twice as long. */
  rightsMinutes: z.int().min(1).max(60).default(10),
  /** How often the relay reads by itself what somebody follows, where it has a token for that forge. */
  factsMinutes: z.int().min(5).max(60).default(15),
  /** Of the body of one webhook. */
  bodyBytes: z.int().min(10_000).max(25_000_000).default(2_000_000),
});

const nats = z.strictObject({
  servers: z
    .array(z.string().regex(/^(?:nats|tls):\/\/[^\s/@]+$/, 'address'))
    .min(1)
    .max(20),
  /** A credentials file of NATS (a user's JWT and seed). */
  credentials: secret.optional(),
  /** A certificate authority of one's own, in PEM. */
  ca: z.strictObject({ file: z.string().min(1) }).optional(),
  stream: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,100}$/, 'name')
    .default('branchline'),
  replicas: z.int().min(1).max(5).default(1),
});

export const relayFile = z.strictObject({
  version: z.literal(1),
  listen: z
    .strictObject({
      host: z.string().min(1).default('0.0.0.0'),
      port: port.default(8080),
      /** `/metrics` tells how much happens, so it is on a port of its own. */
      adminHost: z.string().min(1).default('0.0.0.0'),
      adminPort: port.default(8081),
      tls: z.strictObject({ certificate: secret, key: secret }).optional(),
    })
    .prefault({}),
  forges: z.array(forge).min(1).max(50),
  registries: z.array(registry).max(50).default([]),
  tokens: z.array(token).max(200).default([]),
  limits: limits.prefault({}),
  nats: nats.optional(),
});
export type RelayFile = z.infer<typeof relayFile>;
