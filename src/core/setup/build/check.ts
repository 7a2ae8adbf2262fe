import { isDeepStrictEqual } from 'node:util';
import type { ContentRules, Service } from '../../catalog/catalog';
import { RulesError } from '../../catalog/errors';
import { treeFiles } from '../../change/treeFiles';
import { ownRules } from '../../fleet/observe/ownFile';
import { renderEnvironment } from '../../manifest/render/renderEnvironment';
import type { ObjectIdentity } from '../../manifest/objects';
import { promotionRules } from '../../promotion/content/rules';
import { planMemory } from '../../promotion/edge';
import { planEdge } from '../../promotion/planEdge';
import { message, type Message } from '../../support/message';
import { oneLine } from '../../support/oneLine';
import type { Built } from './build';

export interface Checked {
  /** Why nothing may be made of the content. */
  readonly faults: readonly Message[];
  /** What could not be looked at, and is let pass. */
  readonly doubts: readonly Message[];
  /** What each environment has, by its name. */
  readonly objects: ReadonlyMap<string, readonly ObjectIdentity[]>;
}

/**
 * Holds the content against what all else relies on, before anything is made of it: the rules can be read and are the same
 * everywhere, each environment renders, and nothing is pending, in conflict or a hotfix between any two.
 * @param defaultBranch that holds the rules
 */
export async function checkContent(
  service: Service,
  built: Built,
  { defaultBranch, mayBeUnrendered }: { readonly defaultBranch: string; readonly mayBeUnrendered: boolean },
  signal: AbortSignal,
): Promise<Checked> {
  const rules = await rulesOf(service, built, defaultBranch);
  if (rules.kind === 'unreadable') return { faults: [rules.said], doubts: [], objects: new Map() };
  const unequal = await unequalRules(service, built, rules.content);
  const edges = unequal.length > 0 ? [] : await unsettled(service, built, rules.content, signal);
  const rendered = await renderAll(service, built, rules.content, signal);
  const unrendered = rendered.flatMap(({ missing }) => missing);
  const faults = [
    ...unequal,
    ...edges,
    ...rendered.flatMap((one) => one.faults),
    ...(mayBeUnrendered ? [] : unrendered),
  ];
  return {
    faults,
    doubts: mayBeUnrendered ? unrendered : [],
    objects: new Map(rendered.map(({ environment, objects }) => [environment, objects])),
  };
}

type Rules =
  { readonly kind: 'rules'; readonly content: ContentRules } | { readonly kind: 'unreadable'; readonly said: Message };

async function rulesOf(service: Service, { repository, heads }: Built, branch: string): Promise<Rules> {
  const commit = heads.get(branch);
  try {
    const { content } = await ownRules(service, repository, commit === undefined ? [] : [{ branch, commit }]);
    return { kind: 'rules', content };
  } catch (error) {
    if (error instanceof RulesError) return { kind: 'unreadable', said: error.said };
    throw error;
  }
}

/** One that is not that of the default branch has no effect. */
async function unequalRules(service: Service, built: Built, content: ContentRules): Promise<readonly Message[]> {
  const all = await Promise.all(
    [...built.heads.keys()].map(async (branch) => ({ branch, rules: await rulesOf(service, built, branch) })),
  );
  return all.flatMap(({ branch, rules }) =>
    rules.kind === 'rules' && isDeepStrictEqual(rules.content, content)
      ? []
      : [message('The .branchline.yaml on {branch} does not say what that on the default branch does.', { branch })],
  );
}

async function unsettled(
  { environments, edges }: Service,
  { repository, heads }: Built,
  content: ContentRules,
  signal: AbortSignal,
): Promise<readonly Message[]> {
  const memory = planMemory(repository, promotionRules(content));
  const branchOf = (name: string) => environments.find((one) => one.name === name)?.branch ?? name;
  const found = await Promise.all(
    edges.map(async ({ from, to }) => {
      const ends = { from: branchOf(from), to: branchOf(to) };
      const request = { ...ends, source: heads.get(ends.from), target: heads.get(ends.to) };
      const { plan } = await planEdge(memory, request, signal);
      if (plan.state === 'inSync') return [];
      const paths = new Set([...plan.items, ...plan.hotfixes, ...plan.conflicts].map(({ path }) => path));
      const shown = [...paths]
        .slice(0, 5)
        .map((path) => oneLine(path))
        .join(', ');
      const values = { from, to, paths: shown };
      return [
        message(
          'From {from} to {to}, {paths} would differ without belonging to the environment. Name it under environmentOwned in the template’s .branchline.yaml.',
          values,
        ),
      ];
    }),
  );
  return found.flat();
}

interface RenderedEnvironment {
  readonly environment: string;
  readonly objects: readonly ObjectIdentity[];
  readonly faults: readonly Message[];
  /** A tool is not on this machine. */
  readonly missing: readonly Message[];
}

function renderAll(service: Service, { repository, trees }: Built, content: ContentRules, signal: AbortSignal) {
  return Promise.all(
    service.environments.map(async ({ name: environment, branch }): Promise<RenderedEnvironment> => {
      const rendered = await renderEnvironment(
        await treeFiles(repository, trees.get(branch) ?? ''),
        content,
        environment,
        { signal },
      );
      const none = { environment, objects: [], faults: [], missing: [] };
      if (rendered.kind === 'unrendered') {
        const said = message('The content for {environment} does not render: {reason}', {
          environment,
          reason: oneLine(rendered.message, 500),
        });
        return rendered.reason === 'missingTool' ? { ...none, missing: [said] } : { ...none, faults: [said] };
      }
      const broken = rendered.problems.map(({ file, line, message: reason }) =>
        message('{file}:{line} {reason}', { file: oneLine(file), line, reason: oneLine(reason, 500) }),
      );
      const empty = message('The content for {environment} has no object.', { environment });
      const faults = broken.length === 0 && rendered.objects.length === 0 ? [empty] : broken.slice(0, 10);
      return { ...none, objects: rendered.objects.map(({ identity }) => identity), faults };
    }),
  );
}
