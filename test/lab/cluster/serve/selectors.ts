import { badRequest } from '../model/errors';
import { stringAt, type KubeObject } from '../model/object';

export type Predicate = (object: KubeObject) => boolean;

/** `labelSelector` and `fieldSelector` of a query, joined. Throws 400 where one is not understood. */
export function selectorOf(query: URLSearchParams): Predicate {
  const predicates = [
    ...requirements(query.get('labelSelector')).map(labelRequirement),
    ...requirements(query.get('fieldSelector')).map(fieldRequirement),
  ];
  return (object) => predicates.every((holds) => holds(object));
}

/** Splits at commas outside parentheses. */
const requirements = (selector: string | null): readonly string[] =>
  (selector ?? '')
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter(Boolean);

function labelRequirement(text: string): Predicate {
  const label = (object: KubeObject, key: string): string | undefined => object.metadata.labels?.[key];
  const match =
    /^(?<key>[^\s=!,()]+)\s*(?:(?<equality>==?|!=)\s*(?<value>[^\s=!,()]*)|(?<set>in|notin)\s*\((?<values>[^)]*)\))$/.exec(
      text,
    );
  if (match?.groups) {
    const { key = '', equality, value = '', set, values = '' } = match.groups;
    const wanted = set ? values.split(',').map((item) => item.trim()) : [value];
    const negative = set === 'notin' || equality === '!=';
    return (object) => {
      const found = label(object, key);
      return (found !== undefined && wanted.includes(found)) !== negative;
    };
  }
  const exists = /^(!?)\s*([^\s=!,()]+)$/.exec(text);
  if (!exists) throw badRequest(`unable to parse requirement: ${text}`);
  return (object) => (label(object, exists[2] ?? '') === undefined) === (exists[1] === '!');
}

/** Every kind has the first two; the others are of Pods, Events, Secrets, Jobs and Namespaces. */
const selectable =
  /^(metadata\.(name|namespace)|spec\.(nodeName|restartPolicy|schedulerName|serviceAccountName|hostNetwork)|status\.(phase|podIP|podIPs|nominatedNodeName|successful)|involvedObject\..+|reason|reportingComponent|source|type)$/;

function fieldRequirement(text: string): Predicate {
  const match = /^([^=!]+)(==?|!=)(.*)$/.exec(text);
  if (!match) throw badRequest(`invalid selector: '${text}'; can't understand '${text}'`);
  const [, path = '', operator, value = ''] = match;
  if (!selectable.test(path))
    throw badRequest(`"${path}" is not a known field selector: only "metadata.name", "metadata.namespace"`);
  return (object) => ((stringAt(object, ...path.split('.')) ?? '') === value) === (operator !== '!=');
}
