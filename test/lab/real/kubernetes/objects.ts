import * as z from 'zod';
import { groupVersion, kindNamed } from '../../cluster/model/kinds';
import type { ObjectRef } from '../../cluster';
import type { LiveObject } from '../../lab';
import type { Client } from './client';

const ResourceList = z.object({
  resources: z.array(z.object({ name: z.string(), kind: z.string(), namespaced: z.boolean() })),
});

const LiveObjectShape = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.record(z.string(), z.unknown()),
});

/** An object as a file has it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** Reads and writes objects of one API server; answers are those of the server. */
export class Objects {
  private readonly resources = new Map<string, Promise<z.infer<typeof ResourceList>['resources']>>();

  constructor(private readonly client: Client) {}

  async get(ref: ObjectRef): Promise<LiveObject | undefined> {
    const answer = await this.client.send('GET', await this.pathOf(ref));
    if (answer.status === 404) return undefined;
    if (answer.status !== 200) throw new Error(`${ref.kind} ${ref.name}: ${answer.status} ${answer.text}`);
    return LiveObjectShape.parse(answer.body);
  }

  /** Of one namespace, or of all. */
  async list(kind: string, namespace?: string): Promise<readonly LiveObject[]> {
    const apiVersion = apiVersionOf(kind);
    const path = await this.path(apiVersion, kind, namespace);
    const { items } = z.object({ items: z.array(z.looseObject({})) }).parse(await this.client.ask('GET', path));
    return items.map((item) => LiveObjectShape.parse({ ...item, apiVersion, kind })); // built-in lists leave both out
  }

  /** Creates it, or where it is there already leaves it. */
  async ensure(manifest: Manifest): Promise<void> {
    const { apiVersion, kind, metadata } = manifest;
    const path = await this.path(apiVersion, kind, metadata.namespace);
    const { status, text } = await this.client.send('POST', path, { body: manifest });
    if (status !== 201 && status !== 409) throw new Error(`${kind} ${metadata.name}: ${status} ${text}`);
  }

  /** Server-side apply. */
  async apply(manifest: Manifest, manager: string, force: boolean): Promise<LiveObject> {
    const { apiVersion, kind, metadata } = manifest;
    const path = await this.path(apiVersion, kind, metadata.namespace, metadata.name);
    const query = new URLSearchParams({ fieldManager: manager, force: String(force) }).toString();
    const sent = { body: manifest, type: 'application/apply-patch+yaml' };
    return LiveObjectShape.parse(await this.client.ask('PATCH', `${path}?${query}`, sent));
  }

  /** JSON merge patch, of the object or of a subresource. */
  async patch(ref: ObjectRef, mergePatch: object, manager: string, subresource?: string): Promise<void> {
    const path = await this.pathOf(ref);
    const below = subresource === undefined ? '' : `/${subresource}`;
    const query = new URLSearchParams({ fieldManager: manager }).toString();
    await this.client.ask('PATCH', `${path}${below}?${query}`, {
      body: mergePatch,
      type: 'application/merge-patch+json',
    });
  }

  async remove(ref: ObjectRef): Promise<void> {
    await this.client.ask('DELETE', `${await this.pathOf(ref)}?propagationPolicy=Background`);
  }

  private pathOf({ kind, namespace, name }: ObjectRef): Promise<string> {
    return this.path(apiVersionOf(kind), kind, namespace, name);
  }

  private async path(apiVersion: string, kind: string, namespace?: string, name?: string): Promise<string> {
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const found = (await this.resourcesOf(root)).find((one) => one.kind === kind && !one.name.includes('/'));
    if (!found) throw new Error(`${apiVersion} has no ${kind}`);
    const within = found.namespaced && namespace !== undefined ? ['namespaces', namespace] : [];
    return [root, ...within, found.name, ...(name === undefined ? [] : [name])].join('/');
  }

  /** One group's resources; asked for again where it was not served yet. */
  private resourcesOf(root: string): Promise<z.infer<typeof ResourceList>['resources']> {
    const known = this.resources.get(root);
    if (known) return known;
    const asked = this.client.ask('GET', root).then((body) => ResourceList.parse(body).resources);
    this.resources.set(root, asked);
    asked.catch(() => this.resources.delete(root));
    return asked;
  }
}

const apiVersionOf = (kind: string): string => groupVersion(kindNamed(kind));
