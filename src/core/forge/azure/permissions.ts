import { systemClock, type Clock, type Instant } from '../../support/clock';
import { ForgeError } from '../errors';
import { parseAnswer } from '../http/parse';
import type { Transport } from '../http/transport';
import * as answers from './answers';
import type { AzureRepository } from './answers';
import { released } from './project';

/** Source: Azure DevOps docs, "Security namespace and permission reference", "Git Repositories". */
const gitRepositories = '2e9eb7ed-3c0a-47d4-87c1-0ffdd275fd87';
const contribute = 4;
const bypassOnPush = 128;
const editPolicies = 2048;
const most = 200;
const maxAgeMs = 10 * 60_000;

/** What whoever asks may do on a branch. */
export interface May {
  readonly contribute: boolean;
  readonly bypassPolicies: boolean;
  /** When it was told, where it is kept. */
  readonly asOf?: Instant;
}

/**
 * What whoever asks may do with each, by its token, in a request for many; nothing of those of which the server does not tell.
 * @param tokens as `tokenOf` makes them
 */
export async function permissionsOf(
  transport: Transport,
  tokens: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, May>> {
  const chunks = Array.from({ length: Math.ceil(tokens.length / most) }, (_, index) =>
    tokens.slice(index * most, (index + 1) * most),
  );
  const told = await Promise.all(chunks.map((chunk) => ask(transport, chunk, [contribute, bypassOnPush], signal)));
  const has = (token: string, bit: number) =>
    told.map((one) => one.get(`${bit} ${token}`)).find((may) => may !== undefined);
  return new Map(
    tokens.flatMap((token) => {
      const may = has(token, contribute);
      return may === undefined ? [] : [[token, { contribute: may, bypassPolicies: has(token, bypassOnPush) ?? false }]];
    }),
  );
}

/** The same as it was at most ten minutes ago, for sweeps: a push does not change it. */
export class RecentPermissions {
  private readonly known = new Map<string, { readonly may: May; readonly at: Instant }>();

  constructor(
    private readonly transport: Transport,
    private readonly clock: Clock = systemClock,
  ) {}

  async of(tokens: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, May>> {
    const at = this.clock.now();
    const who = await this.transport.who(signal);
    for (const [key, held] of this.known) if (at - held.at > maxAgeMs) this.known.delete(key);
    const unknown = tokens.filter((token) => !this.known.has(`${who} ${token}`));
    const told = await permissionsOf(this.transport, unknown, signal);
    for (const [token, may] of told) this.known.set(`${who} ${token}`, { may, at });
    return new Map(
      tokens.flatMap((token) => {
        const held = this.known.get(`${who} ${token}`);
        return held ? [[token, { ...held.may, asOf: held.at }]] : [];
      }),
    );
  }
}

/** Whether whoever asks may set up what branches demand. */
export async function mayEditPolicies(transport: Transport, token: string, signal: AbortSignal): Promise<boolean> {
  return (await ask(transport, [token], [editPolicies], signal)).get(`${editPolicies} ${token}`) ?? false;
}

async function ask(
  transport: Transport,
  tokens: readonly string[],
  bits: readonly number[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, boolean>> {
  const evaluations = tokens.flatMap((token) =>
    bits.map((permissions) => ({ securityNamespaceId: gitRepositories, token, permissions })),
  );
  const path = '/_apis/security/permissionevaluationbatch';
  const body = { alwaysAllowAdministrators: false, evaluations };
  const request = { method: 'POST', intent: 'read', path, query: released, body, subject: transport.host } as const;
  const answer = await transport.send(request, signal).catch((error: unknown) => {
    if (ForgeError.is(error, 'forbidden', 'notFound', 'unauthorised', 'refused')) return undefined;
    throw error;
  });
  if (!answer) return new Map();
  const told = parseAnswer(answers.permissions, answer.body, { host: transport.host, path }).evaluations;
  return new Map(told.map(({ token, permissions, value }) => [`${permissions} ${token}`, value]));
}

/**
 * What permissions are kept by: of the repository, or of a branch, each part of whose name is written as its UTF-16 in hex since
 * tokens do not tell small letters from capitals. Source: Azure DevOps docs, "Tokens", "Git repositories and branches".
 */
export function tokenOf({ id, project }: AzureRepository, branch?: string): string {
  const root = `repoV2/${project.id}/${id}/`;
  if (branch === undefined) return root;
  const parts = branch.split('/').map((part) => Buffer.from(part, 'utf16le').toString('hex'));
  return `${root}refs/heads/${parts.join('/')}/`;
}
