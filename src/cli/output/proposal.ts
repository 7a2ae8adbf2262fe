import type { Proposed } from '../../core/change/proposals/proposeCandidate';
import type { Automerge } from '../../core/change/proposals/automerge';
import type { Candidate } from '../../core/promotion/candidate';
import type { PendingItem, ContentKey } from '../../core/promotion/plan';
import { inEnglish } from '../../core/support/message';
import { oneLine } from '../../core/support/oneLine';
import { redact } from '../../core/support/redact';
import type { Sha } from '../../core/support/sha';
import type { ResultDocument } from './resultDocument';
import type { CliContext } from '../context';
import { codeText } from './code';
import type { CodeDocument } from './codeDocument';
import { dryRunHead, dryRunText, type DryRunDocument } from './dryRun';
import { gateLines, type GatesDocument } from '../repository/gates';
import { ownerLines, type OwnerDocument } from '../repository/owner';
import { itemText, placeText, section, textLines } from './text';

/** What `promote` and `rollback` print with `--json`. Nothing to push: no branch and no commit. Source: `branchline --help`. */
export interface ProposalDocument {
  readonly branch: string | null;
  readonly commit: Sha | null;
  readonly tree: Sha | null;
  readonly base: { readonly branch: string; readonly commit: Sha | null };
  /** What `--expect` takes, to propose this and nothing else. */
  readonly expect?: string;
  /** The words of the pull request. */
  readonly title?: string;
  readonly body?: string;
  readonly result?: ResultDocument;
  readonly pullRequest?: {
    readonly number: number;
    readonly url: string;
    readonly action: Proposed['action'];
    /** Of older ones that were closed for it. */
    readonly superseded?: readonly number[];
    /** Whether the forge lands it by itself: `asked` by this run, `standing` since before, `notAsked` with the reason. */
    readonly automerge?: { readonly state: Automerge['kind']; readonly said?: string };
  };
  readonly dryRun?: DryRunDocument;
  /** Of a promotion that the catalog has. */
  readonly gates?: GatesDocument;
  /** Who moves the branch, where somebody looked. */
  readonly owner?: OwnerDocument;
  /** What changed images bring of their code, or what is taken back; nothing where nobody was asked. */
  readonly code?: CodeDocument;
  readonly collateral?: readonly PendingItem[];
  readonly reintroduces?: readonly PendingItem[];
  readonly conflicts?: readonly (ContentKey & { readonly reason: string })[];
}

/** What is proposed, as one word: what it stands on, and the commit itself, which holds all that it brings and why. */
export function expectation({ base, commit }: Pick<Candidate, 'base' | 'commit'>): string {
  return `${base.commit}..${commit}`;
}

export function documentOf(
  candidate: Candidate,
  result: ResultDocument,
  ensured: Proposed | undefined,
): ProposalDocument {
  const { commit, tree, base, record } = candidate;
  return {
    branch: ensured?.branch ?? candidate.branch,
    commit,
    tree,
    base,
    expect: expectation(candidate),
    title: record.title,
    body: record.body,
    result,
    ...(ensured
      ? {
          pullRequest: {
            number: ensured.pullRequest.number,
            url: ensured.pullRequest.webUrl,
            action: ensured.action,
            ...(ensured.superseded.length > 0 ? { superseded: ensured.superseded } : {}),
            ...(ensured.automerge ? { automerge: automergeDocument(ensured.automerge) } : {}),
          },
        }
      : {}),
  };
}

function automergeDocument(automerge: Automerge) {
  const { kind: state } = automerge;
  return state === 'notAsked' ? { state, said: redact(inEnglish(automerge.said)) } : { state };
}

/** A proposal for people: what was, or would be, pushed and opened. */
function proposalText(
  candidate: Candidate,
  document: ProposalDocument,
  { pushed }: { readonly pushed: boolean },
): string {
  const { pullRequest, collateral = [], result, body = '', dryRun } = document;
  return [
    candidate.record.title,
    ...(dryRun ? dryRunHead(dryRun) : []),
    pushText(candidate, document, pushed),
    ...(pushed ? [] : [`this and nothing else: --expect ${expectation(candidate)}`]),
    ...(pullRequest ? [`pull request #${pullRequest.number} ${said[pullRequest.action]}: ${pullRequest.url}`] : []),
    ...(pullRequest?.superseded ?? []).map((number) => `pull request #${number} was closed: this one contains it`),
    ...section('changes', candidate.items.map(itemText)),
    ...(document.code ? section('code', codeText(document.code)) : []),
    ...section('stays pending', (candidate.left ?? []).map(placeText)),
    ...section('also goes back', collateral.map(itemText)),
    ...(dryRun ? dryRunText(dryRun) : []),
    ...(document.gates ? section('gates', gateLines(document.gates)) : []),
    ...(document.owner ? section('who moves it', ownerLines(document.owner)) : []),
    ...(result ? ['', `result: tree ${candidate.tree}; ${resultText(result)}`] : []),
    ...(result?.diff ? section('difference', textLines(result.diff.trimEnd())) : []),
    ...(result?.renderedDiff
      ? section(`difference as ${result.renderer ?? 'it'} prints it`, textLines(result.renderedDiff.trimEnd()))
      : []),
    ...(pushed ? [] : section('the pull request would say', [candidate.record.title, '', ...body.split('\n')])),
  ].join('\n');
}

function pushText({ commit, base, branch, promotion }: Candidate, document: ProposalDocument, pushed: boolean): string {
  if (promotion?.head === 'source') return `nothing is pushed: it comes from ${branch} itself, at ${commit}`;
  return `${pushed ? 'pushed' : 'would push'} ${document.branch ?? branch} at ${commit}, on top of ${base.branch}`;
}

function resultText({ renderer, renders, unreadable }: ResultDocument): string {
  if (unreadable.length > 0) return `no valid YAML: ${unreadable.map((path) => oneLine(path, 200)).join(', ')}`;
  if (renders === null) return 'its files can be read; it was not rendered';
  if (!renders) return 'it rendered before, and does not any more';
  return renderer === 'plain' ? 'its files can be read, and are applied as they are' : `${renderer} renders it`;
}

const said: Readonly<Record<Proposed['action'], string>> = {
  created: 'opened',
  updated: 'brought up to date',
  adopted: 'found',
  none: 'is already there',
};

/** Prints a proposal, as a person or a program asked for it. `first`: lines that stand above it. */
export function printProposal(
  candidate: Candidate,
  document: ProposalDocument,
  { json, dryRun }: { readonly json?: boolean; readonly dryRun?: boolean },
  context: CliContext,
  first: readonly string[] = [],
): void {
  const text = () => [...first, proposalText(candidate, document, { pushed: !dryRun })].join('\n');
  context.print(json ? JSON.stringify(document, null, 2) : text());
  context.exit(dryRun ? 2 : 0);
}

/** Why nothing was done, with what stands in the way. */
export function printRefusal(
  document: ProposalDocument,
  told: string,
  options: { readonly json?: boolean },
  context: CliContext,
): void {
  if (options.json) {
    context.print(JSON.stringify(document, null, 2));
    context.warn(`branchline: ${told}`);
    return;
  }
  const { conflicts = [], reintroduces = [], gates, owner } = document;
  const lines = [
    told,
    ...(gates ? section('gates', gateLines(gates)) : []),
    ...(owner ? section('who moves it', ownerLines(owner)) : []),
    ...section('would return', reintroduces.map(itemText)),
    ...section(
      'conflicts',
      conflicts.map((conflict) => `${placeText(conflict)}: ${conflict.reason}`),
    ),
  ];
  context.print(lines.join('\n'));
}
