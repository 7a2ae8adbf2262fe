import { inEnglish } from '../../support/message';
import type { Unknown } from '../../support/observation';
import type { Fact } from '../../support/fact';
import type { CellFacts, NamespaceFacts } from '../facts/facts';
import type { Outcome } from '../finding';
import { found, notChecked, whenKnown, type Check, type Where } from './outcome';

/** Whether the cluster of an environment can be looked at, and what of it. */
export const cluster: Check = {
  name: 'cluster',
  of: ({ cells }) => cells.flatMap(ofCell),
};

function inCatalog(environment: string): Where {
  return { environment, spot: { kind: 'environment' } };
}

function ofCell({ environment: { name: environment }, cluster: facts }: CellFacts): readonly Outcome[] {
  if (!facts) return [];
  if (facts.kind === 'unknown') return [unread(facts, environment)];
  const { value } = facts;
  return [...namespaceOf(value, environment), ...kindsOf(value, environment)];
}

/** That a context is not there or not accepted is known; that nobody answers tells nothing. */
function unread(why: Unknown, environment: string): Outcome {
  const values = { reason: inEnglish(why.said) };
  if (why.reason === 'missing') return found('contextMissing', values, inCatalog(environment));
  if (why.reason === 'unauthorised') return found('credentialsRefused', values, inCatalog(environment));
  return notChecked('cluster', why, environment);
}

function namespaceOf({ cluster: name, namespace, exists }: NamespaceFacts, environment: string): readonly Outcome[] {
  if (exists.kind === 'unknown') return [notChecked('namespace', exists, environment)];
  return exists.value ? [] : [found('namespaceMissing', { cluster: name, namespace }, inCatalog(environment))];
}

function kindsOf({ cluster: name, kinds }: NamespaceFacts, environment: string): readonly Outcome[] {
  return whenKnown(kinds, { check: 'kinds', environment }, (all) =>
    [...all].flatMap(([kind, state]) => ofKind(state, { cluster: name, kind }, environment)),
  );
}

function ofKind(
  state: Fact<true>,
  values: { readonly cluster: string; readonly kind: string },
  environment: string,
): readonly Outcome[] {
  if (state.kind === 'known') return [];
  if (state.reason === 'forbidden') return [found('kindForbidden', { reason: inEnglish(state.said) }, { environment })];
  if (state.reason === 'missing') return [found('kindUnknown', values, { environment })];
  return [notChecked('kinds', state, environment)];
}
