import { remoteOf } from '../../core/fleet/observe/remoteOf';
import { ForgeConnections } from '../../core/forge/connect';
import { ForgeFinder } from '../../core/forge/identify';
import { parseRemote, repositoryOf } from '../../core/forge/remote';
import type { TokenSource } from '../../core/forge/tokens';
import type { ForgeIdentity, RepositoryRef } from '../../core/forge/types';
import { parseAddress } from '../../core/git/address';
import type { MirrorStore } from '../../core/git/mirror';
import { findSetupForge } from '../../core/setup/ask/forge';
import { namespaceBy } from '../../core/setup/ask/names';
import { RepositoryCatalog } from '../../core/setup/catalog/inRepository';
import type { CatalogPlace, NewService } from '../../core/setup/catalog/listed';
import { LocalCatalog } from '../../core/setup/catalog/localFile';
import { filledIn, templateFiles } from '../../core/setup/content/fromRepository';
import { pipelineOfForge } from '../../core/setup/content/pipeline';
import { templates } from '../../core/setup/content/templates';
import type { SetupRequest } from '../../core/setup/prepare';
import { SetupSession, type AskedSetup } from '../../core/setup/session';
import { BranchlineError } from '../../core/support/errors';
import type { Log } from '../../core/support/log';
import { message } from '../../core/support/message';
import { settings } from '../settings';
import { usualNamespace, type SetupAnswers } from './answers';

/** How forges are reached for one run. */
interface Reached {
  readonly finder: ForgeFinder;
  readonly connections: ForgeConnections;
}

/** What is known of the catalog that the service is to be in. */
interface KnownPlace {
  readonly place: CatalogPlace;
  readonly repository?: RepositoryRef & Pick<ForgeIdentity, 'host'>;
}

/** Sets services up as the person of this window may: `branchline setup`, with what they answered. */
export class ServiceSetup {
  constructor(
    private readonly tokens: TokenSource,
    private readonly log: Log,
  ) {}

  async hasToken(host: string, signal: AbortSignal): Promise<boolean> {
    return (await this.tokens.token(host, signal)) !== undefined;
  }

  /** Whoever opens it ends it. @throws BranchlineError for what cannot be made; the signal's reason */
  open(answers: SetupAnswers, now: number, signal: AbortSignal): Promise<SetupSession> {
    const reached = {
      finder: new ForgeFinder(settings.forges()),
      connections: new ForgeConnections({ tokens: this.tokens, log: this.log }),
    };
    const at = new Date(now).toISOString();
    return SetupSession.open((mirrors) => this.asked(answers, at, reached, mirrors, signal), signal);
  }

  private async asked(
    answers: SetupAnswers,
    at: string,
    reached: Reached,
    mirrors: MirrorStore,
    signal: AbortSignal,
  ): Promise<AskedSetup> {
    const { name, owner } = answers;
    const { hosting, cloned } = await findSetupForge(answers.forge, reached, signal);
    const address = `${cloned}/${owner}/${name}.git`;
    const catalog = await this.catalogOf(answers, { name, repository: address }, { at, mirrors, reached }, signal);
    const { identity } = hosting;
    return {
      catalog: catalog.place,
      places: { hosting, remote: await remoteOf(address, this.tokens, signal), mirrors },
      request: {
        name,
        owner,
        accessFolder: answers.accessFolder,
        private: answers.private,
        template: await this.templateOf(answers, mirrors, signal),
        image: answers.image,
        namespace: (environment) => namespaceBy(usualNamespace, name, environment),
        pipeline: answers.hasPipeline ? pipelineOfForge(identity.kind) : undefined,
        catalogRepository: catalog.repository?.host === identity.host ? catalog.repository : undefined,
        codeOwners: [],
        approvals: answers.approvals,
        isJudged: answers.isJudged,
        webhook: undefined,
        mayBeUnrendered: answers.mayBeUnrendered,
        at,
      },
    };
  }

  private async catalogOf(
    { catalog }: SetupAnswers,
    wanted: NewService,
    { at, mirrors, reached }: { readonly at: string; readonly mirrors: MirrorStore; readonly reached: Reached },
    signal: AbortSignal,
  ): Promise<KnownPlace> {
    const { path, environments, proposedTo } = catalog;
    if (proposedTo === undefined) {
      const begun = environments?.map((name) => ({ name, branch: name }));
      return { place: new LocalCatalog(path, wanted, begun) };
    }
    const remote = await remoteOf(proposedTo, this.tokens, signal);
    const parsed = parseRemote(proposedTo);
    const found = parsed && (await reached.finder.identify(parsed, signal));
    const on =
      parsed && found?.kind === 'forge' ? repositoryOf(parsed, found.basePath, found.identity.kind) : undefined;
    if (found?.kind !== 'forge' || !on) {
      const said = message('{where} is on no forge that is known: nothing can be proposed there.', {
        where: remote.where,
      });
      throw new BranchlineError('setup/noForge', said);
    }
    const client = reached.connections.client(found.identity);
    const place = new RepositoryCatalog({ remote, mirrors, client, on }, wanted, at);
    return { place, repository: { ...on, host: found.identity.host } };
  }

  private async templateOf(
    { template, catalog }: SetupAnswers,
    mirrors: MirrorStore,
    signal: AbortSignal,
  ): Promise<SetupRequest['template']> {
    if (template.kind === 'ready') return templates[template.name];
    const from = parseAddress(template.repository, catalog.path);
    const remote =
      from.kind === 'url' ? await remoteOf(from.url, this.tokens, signal) : { url: from.path, where: from.path };
    const files = await templateFiles(remote, mirrors, signal);
    return (place) => filledIn(files, place);
  }
}
