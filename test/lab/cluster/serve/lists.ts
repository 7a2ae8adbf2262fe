import { ApiError, badRequest } from '../model/errors';
import { groupVersion, kinds, type Kind } from '../model/kinds';
import { stringAt, type Json, type JsonObject, type KubeObject } from '../model/object';
import type { Store } from '../model/store';
import type { Request } from './request';
import { selectorOf } from './selectors';

interface Pages {
  readonly version: number;
  readonly rest: readonly KubeObject[];
}

const keptPages = 100;

/** Answers lists, page by page from the state of the first page, and from an old state while they are stale. */
export class Lists {
  readonly #pages = new Map<string, Pages>();
  #frozen: { readonly version: number; readonly objects: ReadonlyMap<Kind, readonly KubeObject[]> } | undefined;
  #token = 0;

  constructor(private readonly store: Store) {}

  freeze(): void {
    this.#frozen = {
      version: this.store.version,
      objects: new Map(kinds.map((kind) => [kind, this.store.list(kind)])),
    };
  }

  thaw(): void {
    this.#frozen = undefined;
  }

  /** From now on every `continue` is too old. */
  forgetPages(): void {
    this.#pages.clear();
  }

  /** Throws 410 where the page to continue from is gone. */
  answer(request: Request): JsonObject {
    const limit = Number(request.query.get('limit') ?? 0);
    if (!Number.isInteger(limit)) throw badRequest('limit must be an integer');
    const asked = request.query.get('resourceVersion') ?? '';
    if (!/^\d*$/.test(asked)) throw badRequest(`invalid resource version: ${asked}`);
    const { version, rest } = this.#start(request);
    const items = limit > 0 ? rest.slice(0, limit) : rest;
    const remaining = rest.slice(items.length);
    // How many are left is not counted where some are selected; custom kinds say that none are by an empty token.
    const left = isSelective(request) ? {} : { remainingItemCount: remaining.length };
    const none = request.kind.custom ? { continue: '' } : {};
    return {
      kind: `${request.kind.kind}List`,
      apiVersion: groupVersion(request.kind),
      metadata: {
        resourceVersion: String(version),
        ...(remaining.length > 0 ? { continue: this.#keep({ version, rest: remaining }), ...left } : none),
      },
      items: request.kind.custom ? items : items.map(withoutType),
    };
  }

  #start(request: Request): Pages {
    const token = request.query.get('continue');
    if (token) {
      const pages = this.#pages.get(token);
      if (!pages) {
        if (!isToken(token)) throw badRequest('invalid continue token: continue key is not valid');
        throw new ApiError(
          410,
          'Expired',
          'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.',
        );
      }
      return pages;
    }
    const { kind, namespace } = request;
    const all = this.#frozen ? (this.#frozen.objects.get(kind) ?? []) : this.store.list(kind);
    const selected = selectorOf(request.query);
    return {
      version: this.#frozen?.version ?? this.store.version,
      rest: all.filter(
        (object) => (namespace === undefined || object.metadata.namespace === namespace) && selected(object),
      ),
    };
  }

  #keep(pages: Pages): string {
    this.#token += 1;
    const token = Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: pages.version, page: this.#token })).toString(
      'base64url',
    );
    this.#pages.set(token, pages);
    const oldest = this.#pages.keys().next().value;
    if (this.#pages.size > keptPages && oldest) this.#pages.delete(oldest);
    return token;
  }
}

const isSelective = ({ query }: Request): boolean => Boolean(query.get('labelSelector') || query.get('fieldSelector'));

/** Whether a server may have given it out once. */
function isToken(token: string): boolean {
  try {
    return stringAt(JSON.parse(Buffer.from(token, 'base64url').toString()) as Json, 'v') !== undefined;
  } catch {
    return false;
  }
}

/** Built-in types come without `apiVersion` and `kind` in a list's items. */
function withoutType({ apiVersion: _version, kind: _kind, ...rest }: KubeObject): JsonObject {
  return rest;
}
