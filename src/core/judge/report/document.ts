import type { ContentKey } from '../../promotion/plan';
import type { Posted } from '../post/postVerdict';
import type { Finding } from '../finding';
import type { Verdict } from '../verdict';

/** What `branchline judge --json` prints of one pull request. */
export interface VerdictDocument {
  readonly service: string;
  readonly environment: string;
  readonly pullRequest: number;
  readonly url: string;
  readonly head: { readonly branch: string; readonly commit: string };
  readonly base: { readonly branch: string; readonly commit: string };
  /** `unjudged`: it cannot be judged. */
  readonly verdict: Verdict['kind'];
  readonly said: string;
  readonly reasons: readonly (Omit<Finding, 'items'> & { readonly items?: readonly ContentKey[] })[];
  readonly items: Verdict['items'];
  readonly posted?: Posted;
}

export function verdictDocument({ subject, kind, said, findings, items }: Verdict, posted?: Posted): VerdictDocument {
  const { service, environment, number, url, head, base } = subject;
  return {
    service,
    environment,
    pullRequest: number,
    url,
    head,
    base,
    verdict: kind,
    said,
    reasons: findings.map(({ items: about, ...finding }) => ({
      ...finding,
      ...(about ? { items: about.map(placed) } : {}),
    })),
    items,
    ...(posted ? { posted } : {}),
  };
}

function placed({ path, key, document }: ContentKey): ContentKey {
  return { path, ...(key ? { key } : {}), ...(document === undefined ? {} : { document }) };
}
