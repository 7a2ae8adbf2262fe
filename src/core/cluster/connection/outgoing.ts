/**
 * The only requests that are no GET. Neither changes anything: one asks for a right of one's own, the other what the
 * server would make of an object. Nothing else can be sent, whatever a caller says.
 */
export type Outgoing = {
  /** `review`: a SelfSubjectAccessReview. `dryRun`: a server-side apply with `dryRun=All`. */
  readonly kind: 'review' | 'dryRun';
  /** JSON. */
  readonly body: string;
};

export const reviewPath = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/** The owner that a dry run is made for. It never owns anything. */
const manager = 'branchline';

/** The query of a server-side apply that changes nothing. */
export const dryRunQuery = new URLSearchParams({ dryRun: 'All', force: 'true', fieldManager: manager }).toString();

export interface Wire {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** @throws Error where it would be more than a question: a mistake of ours, never of a person's */
export function wireOf(path: string, outgoing: Outgoing | undefined): Wire {
  if (!outgoing) return { method: 'GET', headers: {} };
  const { kind, body } = outgoing;
  const length = { 'Content-Length': String(Buffer.byteLength(body)) };
  if (kind === 'review') {
    if (path !== reviewPath) throw new Error('Nothing but a review of one’s own rights may be posted');
    return { method: 'POST', headers: { 'Content-Type': 'application/json', ...length }, body };
  }
  const [place = '', query, ...rest] = path.split('?');
  if (query !== dryRunQuery || rest.length > 0 || /\/secrets(\/|$)/.test(place)) {
    throw new Error('Nothing but a dry run may be applied, and never a Secret');
  }
  return { method: 'PATCH', headers: { 'Content-Type': 'application/apply-patch+yaml', ...length }, body };
}
