import { kindKey, type KindRef } from '../../cluster/live';
import type { Check as TeamCheck } from '../../catalog/verify/checks';
import type { CellFacts } from '../facts/facts';
import type { Outcome } from '../finding';
import { unrendered } from '../facts/unrendered';
import { found, notChecked, whenThere, type Check } from './outcome';

/** Whether the objects that a team's checks look at are among the manifests. */
export const verify: Check = {
  name: 'verify',
  of: ({ cells }, check) => cells.flatMap((cell) => ofCell(cell, check)),
};

function ofCell({ environment, content }: CellFacts, check: Check['name']): readonly Outcome[] {
  const wanted = (environment.checks ?? []).flatMap((one) => {
    const object = objectOf(one);
    return object ? [{ check: one.name, object }] : [];
  });
  if (wanted.length === 0) return [];
  const at = { check, environment: environment.name };
  return whenThere(content, at, ({ rendering }) => {
    if (rendering.kind === 'unrendered') return [notChecked(check, unrendered, environment.name)];
    const there = new Set(rendering.objects.map(nameOf));
    const missing = wanted.filter(({ object }) => !there.has(nameOf(object)));
    // What could not be read may hold them.
    if (missing.length > 0 && rendering.problems.length > 0) return [notChecked(check, unrendered, environment.name)];
    return missing.map(({ check: name, object }) =>
      found(
        'verifyObjectMissing',
        { check: name, object: `${object.kind} ${object.name}`, branch: environment.branch },
        { environment: environment.name, spot: { kind: 'check', name } },
      ),
    );
  });
}

function nameOf(object: KindRef & { readonly name: string }): string {
  return `${kindKey(object)} ${object.name}`;
}

function objectOf(check: TeamCheck) {
  if (check.kind === 'condition') return check.object;
  return check.kind === 'job' ? { apiVersion: 'batch/v1', kind: 'Job', name: check.job } : undefined;
}
