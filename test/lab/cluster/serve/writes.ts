import { ApiError, badRequest, invalid, noSuchResource } from '../model/errors';
import { isObject, numberAt, objectAt, stringAt, type Json, type JsonObject, type KubeObject } from '../model/object';
import { typeOfKind } from '../schema';
import type { Author } from '../write/ownership';
import { jsonPatch, mergePatch, strategicMerge } from '../write/patches';
import type { ObjectWriter, Target, WriteOptions } from '../write/writer';
import type { Request } from './request';

export interface Answer {
  readonly code: number;
  readonly body: JsonObject;
}

/** What a write request brings beside its address. */
export interface Sent {
  readonly contentType: string;
  readonly userAgent: string;
  readonly body: Json;
}

/** Carries out `create`, `update`, `patch` and `delete`. Throws {@link ApiError}. */
export function write(writer: ObjectWriter, request: Request, sent: Sent): Answer {
  if (request.verb === 'create') {
    const object = writer.create(request.kind, request.namespace, sent.body, optionsOf(request, sent, 'Update'));
    return { code: 201, body: object };
  }
  const { kind, namespace, name } = request;
  if (!name)
    throw new ApiError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource');
  const target: Target = { kind, namespace, name };
  if (request.verb === 'delete') return remove(writer, target, request);
  if (request.subresource === 'scale') return scale(writer, target, request, sent);
  if (request.verb === 'update') {
    return { code: 200, body: writer.update(target, () => sent.body, optionsOf(request, sent, 'Update')) };
  }
  return patch(writer, target, request, sent);
}

function optionsOf({ query, subresource }: Request, sent: Sent, operation: Author['operation']): WriteOptions {
  const manager = query.get('fieldManager') ?? sent.userAgent.split('/')[0];
  return {
    author: {
      manager: manager === undefined || manager === '' ? 'unknown' : manager,
      operation,
      ...(subresource === 'status' || subresource === 'scale' ? { subresource } : {}),
    },
    unknownFields: query.get('fieldValidation') === 'Strict' ? 'refuse' : 'drop',
    mode: query.get('dryRun') === 'All' ? 'dryRun' : 'commit',
  };
}

function remove(writer: ObjectWriter, target: Target, { query }: Request): Answer {
  const gone = writer.remove(target, query.get('dryRun') === 'All' ? 'dryRun' : 'commit');
  if (gone.metadata['deletionTimestamp'] !== undefined) return { code: 200, body: gone };
  const { group, resource } = target.kind;
  const details = { name: target.name, ...(group ? { group } : {}), kind: resource, uid: gone.metadata.uid };
  return { code: 200, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details } };
}

function patch(writer: ObjectWriter, target: Target, request: Request, sent: Sent): Answer {
  if (sent.contentType === 'application/apply-patch+yaml') return apply(writer, target, request, sent);
  const options = optionsOf(request, sent, 'Update');
  return { code: 200, body: writer.update(target, (live) => patched(target, live, sent), options) };
}

function patched({ kind, name }: Target, live: KubeObject, { contentType, body }: Sent): Json {
  switch (contentType) {
    case 'application/merge-patch+json':
      return mergePatch(live, body);
    case 'application/json-patch+json':
      return jsonPatch(live, body, kind, name);
    case 'application/strategic-merge-patch+json':
      if (!kind.custom) return strategicMerge(live, body, typeOfKind(kind.kind));
      break;
  }
  throw new ApiError(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - got ${contentType}`,
  );
}

function apply(writer: ObjectWriter, target: Target, request: Request, sent: Sent): Answer {
  const { body } = sent;
  if (!isObject(body)) throw badRequest('error decoding the applied configuration');
  if (!request.query.get('fieldManager')) {
    const subject = { group: 'meta.k8s.io', resource: '', kind: 'PatchOptions' };
    const message = 'Required value: is required for apply patch';
    throw invalid(subject, '', [{ field: 'fieldManager', reason: 'FieldValueRequired', message }]);
  }
  if (stringAt(body, 'metadata', 'name') !== target.name) {
    const given = stringAt(body, 'metadata', 'name') ?? '';
    throw badRequest(`the name of the object (${given}) does not match the name on the URL (${target.name})`);
  }
  const created = !writer.exists(target);
  const conflicts = request.query.get('force') === 'true' ? 'take' : 'refuse';
  const object = writer.apply(target, body, { ...optionsOf(request, sent, 'Apply'), conflicts });
  return { code: created ? 201 : 200, body: object };
}

function scale(writer: ObjectWriter, target: Target, request: Request, sent: Sent): Answer {
  const before = scaleOf(writer.live(target));
  const wanted = request.verb === 'patch' ? patched(target, before, sent) : sent.body;
  const replicas = numberAt(wanted, 'spec', 'replicas') ?? 0;
  const object = writer.scale(target, replicas, optionsOf(request, sent, 'Update'));
  return { code: 200, body: scaleOf(object) };
}

/** The object as its `scale` subresource shows it. */
export function scaleOf(object: KubeObject): KubeObject {
  if (numberAt(object, 'spec', 'replicas') === undefined) throw noSuchResource();
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const selector = Object.entries(objectAt(object, 'spec', 'selector', 'matchLabels')).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : ''}`,
  );
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: {
      name,
      ...(namespace ? { namespace } : {}),
      ...(uid ? { uid } : {}),
      ...(resourceVersion ? { resourceVersion } : {}),
      ...(creationTimestamp ? { creationTimestamp } : {}),
    },
    spec: { replicas: numberAt(object, 'spec', 'replicas') },
    status: { replicas: numberAt(object, 'status', 'replicas') ?? 0, selector: selector.join(',') },
  };
}
