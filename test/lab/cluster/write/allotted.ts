import type { KubeObject } from '../model/object';
import { fieldsOf } from './fieldSet';
import type { Owner } from './ownership';

/** What the server gives a new object after it has noted who owns what: nobody's, unless it was asked for. */
const allotted: Readonly<Record<string, RegExp>> = {
  Service: /^f:spec\n(f:(clusterIPs?|ipFamilies|ipFamilyPolicy)(\n|$)|f:ports\n.*\nf:nodePort$)/s,
  Namespace: /^f:spec(\n|$)/,
  Job: /^(f:spec\n(f:selector|f:template\nf:metadata)|f:metadata\nf:labels)(\n|$)/,
};

const status = /^f:status(\n|$)/;

/** @param given the object as it was sent */
export function withoutAllotted(owners: readonly Owner[], given: KubeObject): readonly Owner[] {
  const asked = fieldsOf(given, given.kind);
  const isAllotted = (path: string): boolean =>
    status.test(path) || (!asked.has(path) && (allotted[given.kind]?.test(path) ?? false));
  return owners.map((owner) => ({
    ...owner,
    fields: new Set([...owner.fields].filter((path) => !isAllotted(path))),
  }));
}
