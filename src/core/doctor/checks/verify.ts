import { kindKey } from '../../cluster/live';
import type { Check as TeamCheck } from '../../catalog/verify/checks';
import type { CellFacts } from '../facts/facts';
import type { Outcome } from '../finding';
import { found, notChecked, type Check } from './outcome';

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
  if (content.kind === 'unknown') return [notChecked(check, content, environment.name)];
  const { rendering } = content.value;
  if (rendering.kind === 'unrendered') return []; // told of the content
  const there = new Set(rendering.objects.map((object) => `${kindKey(object)} ${object.name}`));
  return wanted
    .filter(({ object }) => !there.has(`${kindKey(object)} ${object.name}`))
    .map(({ check: name, object }) =>
      found(
        'verifyObjectMissing',
        { check: name, object: `${object.kind} ${object.name}`, branch: environment.branch },
        { environment: environment.name, spot: { kind: 'check', name } },
      ),
    );
}

function objectOf(check: TeamCheck) {
  if (check.kind === 'condition') return check.object;
  return check.kind === 'job' ? { apiVersion: 'batch/v1', kind: 'Job', name: check.job } : undefined;
}
