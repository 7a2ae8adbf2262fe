import { registriesOf, type CodeSources } from '../../core/change/code/imageCode';
import type { KnownForge } from '../../core/change/code/commits';
import { codeOfDeployments, preparedCode } from '../../core/change/code/ofChange';
import type { PreparedPlan } from '../../core/promotion/planEdge';
import { parseRemote } from '../../core/forge/remote';
import { originOf } from '../../core/git/local';
import { RememberedRegistry } from '../../core/registry/remembered';
import { systemClock } from '../../core/support/clock';
import type { Sha } from '../../core/support/sha';
import type { CliContext } from '../context';
import { changeSetting } from './changeSetting';
import { forgeOf } from './forge';
import { codeDocument, type CodeDocument } from '../output/codeDocument';
import type { OpenRepository } from './openRepository';
import type { CodeOptions } from './options';
import { registryClient } from './registry';

/**
 * Whom to ask what code an image was built from: registries that the catalog names under `update:`, with `--code` all; and
 * the forge of the repository. Nothing where nobody is to be asked.
 * @param online whether the command asks anybody by itself
 */
export function codeSources(
  opened: OpenRepository,
  { code = false, online, plainHttp }: CodeOptions & { readonly online: boolean },
  context: CliContext,
): CodeSources | undefined {
  if (code) return askedSources(opened, { registries: 'all', plainHttp }, context);
  return online
    ? askedSources(opened, { registries: registriesOf(opened.service.updates ?? []), plainHttp }, context)
    : undefined;
}

function askedSources(
  opened: OpenRepository,
  { registries, plainHttp }: Pick<CodeSources, 'registries'> & Pick<CodeOptions, 'plainHttp'>,
  context: CliContext,
): CodeSources {
  let found: Promise<readonly KnownForge[]> | undefined;
  return {
    registry: new RememberedRegistry(registryClient(context, plainHttp)),
    forges: (signal) => (found ??= forgesOf(opened, { ...context, signal })),
    registries,
    rules: opened.service.updates ?? [],
    clock: systemClock,
  };
}

/** The forge that the repository is on, or came from. */
export async function forgesOf(
  { remote, repository }: OpenRepository,
  context: CliContext,
): Promise<readonly KnownForge[]> {
  const origin = parseRemote(remote.url) ? undefined : await originOf(repository, context.signal);
  const forge = await forgeOf(origin === undefined ? remote : { url: origin, where: remote.where }, context);
  return forge.kind === 'forge' ? [forge] : [];
}

/** What the images bring of their code that a promotion would change. */
export async function codeOfPlan(
  opened: OpenRepository,
  { plan: { target, prediction: predicted }, prediction }: PreparedPlan,
  options: CodeOptions & { readonly online: boolean },
  context: CliContext,
): Promise<CodeDocument | undefined> {
  const setting = changeSetting(opened, codeSources(opened, options, context));
  const trees = { before: target.tree, after: predicted.tree };
  const found = await preparedCode(setting, trees, prediction?.staging, context.signal);
  return found && codeDocument(found);
}

/** What code came with deployments, which is asked for by `--code` alone. */
export async function codeOfHistory(
  opened: OpenRepository,
  deployments: readonly Sha[],
  { plainHttp }: CodeOptions,
  context: CliContext,
): Promise<ReadonlyMap<Sha, CodeDocument>> {
  const sources = askedSources(opened, { registries: 'all', plainHttp }, context);
  const { content } = opened.service;
  const found = await codeOfDeployments(opened.repository, content, deployments, sources, context.signal);
  return new Map([...found].map(([commit, code]) => [commit, codeDocument(code)]));
}
