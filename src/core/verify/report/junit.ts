import { isMet } from '../waiting';
import type { Requirement } from '../requirement';
import type { Verdict } from '../verdict';
import { detailsOf } from './details';

/** What XML 1.0 does not allow in a document, escaped or not. Halves of a pair stand for nothing either. */
const unallowed =
  // eslint-disable-next-line no-control-regex -- these are what XML forbids
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\n': '&#10;',
  '\t': '&#9;',
  '\r': '&#13;',
};

/** Text in XML, within a tag's text or in an attribute. */
export function xmlText(text: string): string {
  return text.replace(unallowed, '\ufffd').replace(/[&<>"'\n\t\r]/g, (one) => entities[one] ?? one);
}

/** The verdict as JUnit XML: a case a requirement. What was not true is a failure, what is not known an error. */
export function junitOf(verdict: Verdict): string {
  const { requirements, service, environment, startedAt, endedAt } = verdict;
  const count = (states: readonly Requirement['state'][]) =>
    requirements.filter(({ state }) => states.includes(state)).length;
  const seconds = ((endedAt - startedAt) / 1000).toFixed(3);
  const suite = attributes({
    name: `branchline verify ${service}/${environment}`,
    tests: String(requirements.length + 1),
    failures: String(count(['waiting', 'failing']) + (verdict.kind === 'verified' ? 0 : 1)),
    errors: String(count(['unknown'])),
    time: seconds,
    timestamp: new Date(startedAt).toISOString(),
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite${suite}>`,
    ...requirements.flatMap((requirement) => caseOf(requirement, verdict)),
    ...wholeCase(verdict),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

/** That all of it was true together for the settle time: what a team looks at last may have been true for a moment. */
function wholeCase(verdict: Verdict): readonly string[] {
  const { service, environment, kind, settleMs } = verdict;
  const named = attributes({ classname: `${service}/${environment}`, name: 'all of it, without a break' });
  if (kind === 'verified') return [`    <testcase${named}/>`];
  const said = kind === 'late' ? 'It was not true in time.' : 'Something failed for too long.';
  const message = attributes({ message: `${said} It has to be true for ${settleMs / 1000} seconds.` });
  return [`    <testcase${named}>`, `      <failure${message}/>`, '    </testcase>'];
}

function caseOf(requirement: Requirement, { service, environment }: Verdict): readonly string[] {
  const { subject, said, state } = requirement;
  const named = attributes({ classname: `${service}/${environment}`, name: subject });
  if (isMet(requirement)) return [`    <testcase${named}/>`];
  const tag = state === 'unknown' ? 'error' : 'failure';
  const details = detailsOf(requirement).map(xmlText).join('\n');
  return [
    `    <testcase${named}>`,
    `      <${tag}${attributes({ message: said, type: state })}>${details}</${tag}>`,
    '    </testcase>',
  ];
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${xmlText(value)}"`)
    .join('');
}
