import * as vscode from 'vscode';
import type { PageWords, PromoteWords } from '../../board/protocol/words';

const { t } = vscode.l10n;

/** The page's own texts. It has none of its own: it knows no language. */
export function pageWords(): PageWords {
  return {
    board: t('Board of the fleet: services and environments'),
    service: t('Service'),
    filter: t('Filter: service, version, state'),
    group: t('Group'),
    groups: { none: t('No groups'), state: t('By state'), owner: t('By organisation') },
    byLabel: t('By {label}', places('label')),
    noLabel: t('Without this label'),
    sort: t('Sort'),
    sorts: { attention: t('Attention first'), name: t('By name') },
    density: t('Density'),
    densities: { comfortable: t('Comfortable'), compact: t('Compact') },
    states: {
      attention: t('Needs attention'),
      failing: t('Failing'),
      drifted: t('Drifted'),
      waiting: t('Waiting'),
      stuck: t('Held up'),
      open: t('Pull request open'),
      unknown: t('Not known'),
      other: t('Something else'),
      calm: t('Nothing to do'),
    },
    only: t('Show only'),
    shown: t('{shown} of {all} services', places('shown', 'all')),
    nothingFits: t('No service fits the filter.'),
    nothingYet: t('No service is known yet.'),
    clear: t('Clear the filter'),
    edge: t('{from} → {to}', places('from', 'to')),
    choose: t('Choose {service}, {from} → {to}', places('service', 'from', 'to')),
    absent: t('not there'),
    asOf: t('as of {age}', places('age')),
    ages: {
      now: t('just now'),
      minutes: t('{count} min ago', places('count')),
      hours: t('{count} h ago', places('count')),
      days: t('{count} d ago', places('count')),
    },
    details: t('Details'),
    actions: t('Actions'),
    close: t('Close'),
    loading: t('Loading…'),
    gone: t('It is not there any more'),
    noOwner: t('Without an organisation'),
    promote: promoteWords(),
  };
}

function promoteWords(): PromoteWords {
  return {
    open: t('Promote several…'),
    title: t('Promote several services'),
    explain: t(
      'Choose what is to be promoted. Nothing is pushed before you have seen what each brings. Protected environments, and whatever a person should look at first, are not chosen by themselves.',
    ),
    allFree: t('Choose all that wait and may go ({count})', places('count')),
    none: t('Choose none'),
    back: t('Back to the board'),
    prepare: t('Show what {count} bring', places('count')),
    tooMany: t('At most {count} at once: choose fewer.', places('count')),
    propose: t('Open {count} pull requests', places('count')),
    train: t('Start a release train of {count}…', places('count')),
    stop: t('Stop'),
    nothing: t('Nothing waits to be promoted, as far as is known.'),
    columns: {
      chosen: t('Chosen'),
      service: t('Service'),
      path: t('Path'),
      waits: t('Waits'),
      gates: t('Gates'),
      outcome: t('What it brings'),
    },
    asks: t('look first'),
    more: t('and {count} more', places('count')),
    states: { waits: t('waits'), preparing: t('being prepared'), opening: t('being opened') },
    review: t('This is all that would be proposed. One pull request for each; nothing lands without it.'),
    openPullRequest: t('Open #{number}', places('number')),
    preview: t('Whole preview'),
    done: t('{opened} of {all} pull requests are open.', places('opened', 'all')),
  };
}

/** Places that the page fills in stay as they are. */
function places<K extends string>(...names: readonly K[]): Record<K, string> {
  return Object.fromEntries(names.map((name) => [name, `{${name}}`])) as Record<K, string>;
}
