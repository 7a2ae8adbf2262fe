import { escaped } from './untrusted';

/** How a change changes the version of its service. */
export interface VersionChange {
  /** Nothing where it is not clear which one stood there. */
  readonly before?: string;
  readonly now: string;
}

/** What a change does to which service, as the title of a pull request says it. */
interface Headline {
  /** Nothing but the commit's title is said of a service without a name. */
  readonly service: string;
  readonly version: VersionChange | undefined;
  /** With a version: "Promote cart 2.11.0 from dev to test". */
  readonly versioned: (service: string, version: string) => string;
  /** Without: how much changes. */
  readonly counted: (service: string) => string;
}

/** Nothing where the service has no name. */
export function headlineOf({ service, version, versioned, counted }: Headline): { readonly headline?: string } {
  if (service === '') return {};
  return { headline: version ? versioned(service, version.now) : counted(service) };
}

/** The beginning of a sentence in Markdown, already safe: "**cart 2.10.0 → 2.11.0**, "; empty where neither is known. */
export function movedWords(service: string, version: VersionChange | undefined): string {
  const versions = version ? [version.before, version.now].flatMap((one) => one ?? []).join(' → ') : '';
  const words = [service, versions].filter((text) => text !== '').map(escaped);
  return words.length === 0 ? '' : `**${words.join(' ')}**, `;
}
