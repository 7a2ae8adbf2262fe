import type { JsonObject } from './object';

/** A failure as an API server tells it: the body is a `Status`. */
export class ApiError extends Error {
  constructor(
    readonly code: number,
    readonly reason: string,
    message: string,
    readonly details: JsonObject = {},
  ) {
    super(message);
    this.name = 'ApiError';
  }

  status(): JsonObject {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: this.message,
      reason: this.reason,
      ...(Object.keys(this.details).length > 0 ? { details: this.details } : {}),
      code: this.code,
    };
  }
}

/** What a message says the subject is: `deployments.apps`, or `pods` in the core group. */
export interface Subject {
  readonly group: string;
  readonly resource: string;
  readonly kind: string;
}

const qualified = ({ group, resource }: Subject): string => (group ? `${resource}.${group}` : resource);
const subjectDetails = ({ group, resource }: Subject, name: string): JsonObject => ({
  name,
  ...(group ? { group } : {}),
  kind: resource,
});

export const notFound = (subject: Subject, name: string): ApiError =>
  new ApiError(404, 'NotFound', `${qualified(subject)} "${name}" not found`, subjectDetails(subject, name));

/** No such path: another group, version or resource than those served. */
export const noSuchResource = (): ApiError =>
  new ApiError(404, 'NotFound', 'the server could not find the requested resource');

export const alreadyExists = (subject: Subject, name: string): ApiError =>
  new ApiError(409, 'AlreadyExists', `${qualified(subject)} "${name}" already exists`, subjectDetails(subject, name));

export const staleWrite = (subject: Subject, name: string): ApiError =>
  new ApiError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualified(subject)} "${name}": the object has been modified; please apply your changes to the latest version and try again`,
    subjectDetails(subject, name),
  );

export const badRequest = (message: string): ApiError => new ApiError(400, 'BadRequest', message);

/** A field that validation refuses. */
export interface FieldFault {
  readonly field: string;
  readonly reason: 'FieldValueInvalid' | 'FieldValueRequired' | 'FieldValueForbidden';
  readonly message: string;
}

/** More than one stand in brackets. */
function listed(faults: readonly FieldFault[]): string {
  const texts = faults.map(({ field, message }) => `${field}: ${message}`);
  return texts.length === 1 ? texts.join('') : `[${texts.join(', ')}]`;
}

export const invalid = (subject: Subject, name: string, faults: readonly FieldFault[]): ApiError =>
  new ApiError(
    422,
    'Invalid',
    `${subject.kind}${subject.group ? `.${subject.group}` : ''} "${name}" is invalid: ${listed(faults)}`,
    {
      name,
      ...(subject.group ? { group: subject.group } : {}),
      kind: subject.kind,
      causes: faults.map(({ field, reason, message }) => ({ reason, message, field })),
    },
  );

export const expired = (asked: string, oldest: number): ApiError =>
  new ApiError(410, 'Expired', `too old resource version: ${asked} (${oldest})`);

export const unauthorized = (): ApiError => new ApiError(401, 'Unauthorized', 'Unauthorized');

/** `system:...`-like sentence of the RBAC authoriser. */
export function forbidden(
  user: string,
  verb: string,
  subject: { group: string; resource: string; subresource?: string | undefined },
  namespace: string | undefined,
  name: string | undefined,
): ApiError {
  const resource = subject.subresource ? `${subject.resource}/${subject.subresource}` : subject.resource;
  const qualifiedName = subject.group ? `${subject.resource}.${subject.group}` : subject.resource;
  const where = namespace ? `in the namespace "${namespace}"` : 'at the cluster scope';
  const message =
    `${qualifiedName}${name ? ` "${name}"` : ''} is forbidden: User "${user}" cannot ${verb} resource "${resource}" ` +
    `in API group "${subject.group}" ${where}`;
  return new ApiError(403, 'Forbidden', message, {
    ...(name ? { name } : {}),
    ...(subject.group ? { group: subject.group } : {}),
    kind: subject.resource,
  });
}
