import type { IncomingMessage } from 'node:http';
import { load } from 'js-yaml';
import { ApiError, badRequest } from '../model/errors';
import { kindServing, type Kind } from '../model/kinds';
import type { Json } from '../model/object';

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';

/** A request for objects, read from method, path and query. */
export interface Request {
  readonly verb: Verb;
  readonly kind: Kind;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
  readonly query: URLSearchParams;
}

/** Undefined where the path names no served resource. */
export function parseRequest(method: string, url: URL): Request | undefined {
  const segments = url.pathname.split('/').filter(Boolean).map(decodeURIComponent);
  const [root, ...rest] = segments;
  const [group, version, ...path] = root === 'api' ? ['', ...rest] : root === 'apis' ? rest : [];
  if (group === undefined || version === undefined || path.length === 0) return undefined;
  const inNamespace = path[0] === 'namespaces' && path.length > 2 && path[2] !== 'status' && path[2] !== 'finalize';
  const [resource = '', name, subresource] = inNamespace ? path.slice(2) : path;
  const kind = kindServing(group, version, resource);
  if (!kind || (subresource && !kind.subresources.some((known) => known === subresource))) return undefined;
  const verb = verbOf(method, name, url.searchParams);
  if (!verb) return undefined;
  return { verb, kind, namespace: inNamespace ? path[1] : undefined, name, subresource, query: url.searchParams };
}

function verbOf(method: string, name: string | undefined, query: URLSearchParams): Verb | undefined {
  switch (method) {
    case 'GET':
      if (name) return 'get';
      return ['true', '1'].includes(query.get('watch') ?? '') ? 'watch' : 'list';
    case 'POST':
      return name ? undefined : 'create';
    case 'PUT':
      return name ? 'update' : undefined;
    case 'PATCH':
      return name ? 'patch' : undefined;
    case 'DELETE':
      return name ? 'delete' : 'deletecollection';
    default:
      return undefined;
  }
}

const bodyLimitBytes = 3 * 1024 * 1024;

/** The body as JSON; YAML is read as well. Null where there is none. Throws 413, 415 and 400. */
export async function readBody(message: IncomingMessage): Promise<Json> {
  const type = message.headers['content-type'] ?? '';
  if (type.includes('protobuf')) {
    throw new ApiError(415, 'UnsupportedMediaType', `the body of the request was in an unknown format - got ${type}`);
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimitBytes) {
      throw new ApiError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${bodyLimitBytes}`);
    }
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  if (text.trim() === '') return null;
  try {
    return load(text) as Json;
  } catch (error) {
    throw badRequest(`error decoding the body: ${error instanceof Error ? error.name : 'unreadable'}`);
  }
}
