import type { FieldDrift } from '../../drift/report';
import type { ShownText } from '../../manifest/secrecy/shown';
import type { Requirement } from '../requirement';
import { shown } from '../shownLine';

const mostFields = 10;

/** What there is to know of a requirement beyond its line: the Pods, the fields with their lines, what a check printed. */
export function detailsOf({ drift, pods = [], output = [] }: Requirement): readonly ShownText[] {
  const fields = (drift?.fields ?? []).filter(({ verdict }) => counted.has(verdict));
  const lines = fields.slice(0, mostFields).map((field) => fieldLine(drift?.file ?? '', field));
  const more = fields.length > mostFields ? [shown(`and ${fields.length - mostFields} more fields`)] : [];
  return [...pods.map(({ said }) => said), ...lines, ...more, ...output];
}

const counted: ReadonlySet<FieldDrift['verdict']> = new Set(['changed', 'missing', 'masked', 'extra', 'invalid']);

/** `deployment.yaml:10 spec.replicas is 5 in git and 9 live (kubectl)`. A name before a colon would look like a credential's. */
function fieldLine(file: string, field: FieldDrift): ShownText {
  const { path, line = 1, verdict, owner, note } = field;
  const differs =
    verdict === 'masked'
      ? 'differs; values of Secrets are not shown'
      : `is ${side(field, 'desired')} in git and ${side(field, 'live')} live`;
  const by = owner === undefined ? '' : ` (${owner})`;
  return shown(`${file}:${line} ${path} ${differs}${by}${note === undefined ? '' : ` ${note}`}`);
}

function side(field: FieldDrift, which: 'desired' | 'live'): string {
  return which in field ? JSON.stringify(field[which]) : 'nothing';
}
