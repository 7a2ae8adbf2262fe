import type { Service } from '../catalog/catalog';
import { settingsPage } from '../forge/settingsPage';
import type { CatalogPlaces } from './facts/catalogPlaces';
import type { Finding, Found, NotChecked, Report } from './finding';
import type { OnForge, Told } from './patterns';
import { rules } from './rules';
import type { Rule, Severity } from './rules/rule';
import { shown, shownName } from './shown';

const order: readonly Severity[] = ['error', 'warning', 'note'];

/** What was found, in words, each with its place: the gravest first. What was said twice is told once. */
export function reportOf(
  told: readonly Told[],
  services: readonly Pick<Service, 'name'>[],
  places: Pick<CatalogPlaces, 'of'>,
): Report {
  const findings: Finding[] = [];
  const unseen: NotChecked[] = [];
  for (const { service, onForge, outcome } of told) {
    if (outcome.kind === 'found') findings.push(findingOf(outcome, { service, onForge }, places));
    else {
      const { check, environment, said } = outcome;
      unseen.push({ check, ...about(service, environment), said: shown(said) });
    }
  }
  const byWeight = order.flatMap((severity) => findings.filter((finding) => finding.severity === severity));
  return { services: services.length, findings: once(byWeight), notChecked: once(unseen) };
}

function findingOf(
  { code, environment, values, spot }: Found,
  { service, onForge }: { readonly service: string | undefined; readonly onForge: OnForge | undefined },
  places: Pick<CatalogPlaces, 'of'>,
): Finding {
  const { severity, what, why, fix, settings } = rules[code];
  const position = places.of(service, environment, spot);
  const page = settings && onForge && pageFor(settings, onForge);
  return {
    code,
    severity,
    ...about(service, environment),
    ...(position ? { position } : {}),
    what: shown(what, values),
    why: shown(why, values),
    fix: shown(fix, values),
    ...(page === undefined ? {} : { page }),
  };
}

const longestPage = 500;

/** What a forge says is the page of a repository is followed only where it is one of the web, and nothing beside it. */
function pageFor(of: NonNullable<Rule['settings']>, { kind, webUrl }: OnForge): string | undefined {
  const url = URL.parse(webUrl);
  if (!url || !['https:', 'http:'].includes(url.protocol) || url.href.length > longestPage) return undefined;
  return settingsPage(kind, `${url.origin}${url.pathname.replace(/\/$/, '')}`, of);
}

function about(service: string | undefined, environment: string | undefined) {
  return {
    ...(service === undefined ? {} : { service: shownName(service) }),
    ...(environment === undefined ? {} : { environment: shownName(environment) }),
  };
}

function once<T>(all: readonly T[]): readonly T[] {
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}
