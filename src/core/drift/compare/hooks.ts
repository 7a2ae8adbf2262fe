import { at, textAt, type Json } from '../values/values';

/** By annotation: when a deployer runs the object, and which of these times come with each deployment. */
const tools = [
  {
    annotation: 'helm.sh/hook',
    known: /^(?:(?:pre|post)-(?:install|upgrade|rollback|delete)|test|test-success|test-failure|crd-install)$/,
    each: /^(?:pre|post)-upgrade$/,
  },
  {
    annotation: 'argocd.argoproj.io/hook',
    known: /^(?:presync|sync|postsync|syncfail|predelete|postdelete|skip)$/,
    each: /^(?:presync|sync|postsync)$/,
  },
];

/**
 * Whether an object is a hook of Helm or Argo CD, which is there while it runs and as long after as its policy says, so that nobody
 * misses it. `each`: every deployment makes it anew; `apart`: others do, so that one that is there may be of an older commit.
 * Source: Helm, "Chart Hooks" and "Chart Tests"; Argo CD, "Resource Hooks".
 */
export function hookOf(desired: Json): 'each' | 'apart' | undefined {
  const annotations = at(desired['metadata'], 'annotations');
  for (const { annotation, known, each } of tools) {
    const times = (textAt(annotations, annotation) ?? '').split(',').map((time) => time.trim().toLowerCase());
    if (times.every((time) => known.test(time))) return times.some((time) => each.test(time)) ? 'each' : 'apart';
  }
  return undefined;
}
