import { message } from '../support/message';
import { own } from '../support/own';
import type { Catalog, ClusterTarget, DriftIgnore, Edge, Environment, Service, ServiceTemplate } from './catalog';
import { defaultContent, overrideContent } from './content';
import { freezeWindow } from './freezeFile';
import { durationMs } from './duration';
import type { CatalogFile, ClusterFile, DriftIgnoreFile, EnvironmentFile, ServiceFile } from './file';
import { chain } from './graph';
import { movedBy } from './movedBy';
import { fillEnvironment, serviceFrom } from './placeholders';
import { resolveRepository } from './repository';
import { repositoryIdentity } from '../support/repositoryIdentity';
import type { Problem, Source } from './source';
import { trainRules } from './train/rules';
import { imageRules } from './update/rules';
import { checkOf } from './verify/checks';

const namespacePattern = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

export interface Resolved {
  readonly catalog: Catalog;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Merges defaults and overrides and fills places, of a file whose references are right. */
export function resolveCatalog(file: CatalogFile, where: { path: string; folder: string }, source: Source): Resolved {
  const template: ServiceTemplate = {
    environments: file.environments.map(environment),
    edges: edges(file),
    content: overrideContent(defaultContent, file.content),
    ...(file.drift?.ignore && { driftIgnores: file.drift.ignore.map(ignore) }),
    ...(file.pullRequests && { pullRequests: file.pullRequests }),
    ...(file.update && { updates: imageRules(file.update) }),
  };
  const services = (file.services ?? []).map((service, index) => resolveService(service, index));
  return {
    catalog: {
      origin: { kind: 'file', path: where.path },
      services: services.map(({ service }) => service),
      discoveries: (file.discover ?? []).map(({ forge, owner, topic, labels }) => ({
        forge: forge.replace(/(?<!\/)\/+$/, ''),
        owner,
        ...(topic !== undefined && { topic }),
        ...(labels && { labels }),
      })),
      template,
      ...(file.train && { train: trainRules(file.train) }),
    },
    problems: services.flatMap(({ problems }) => problems),
    warnings: [
      ...sharedContent(
        services.map(({ service }) => service),
        source,
      ),
      ...unreachable(file, source),
    ],
  };

  function resolveService(said: ServiceFile, index: number): { service: Service; problems: Problem[] } {
    const repository = resolveRepository(said.repository, where.folder);
    const address = repository.kind === 'ok' ? repository.repository : said.repository;
    const service: Service = {
      ...serviceFrom(overridden(template, said), said.name, address, said.update && imageRules(said.update)),
      ...(said.pins && { pins: said.pins }),
      ...(said.labels && { labels: said.labels }),
    };
    return {
      service,
      problems: [
        ...(repository.kind === 'ok' ? [] : [source.problem(['services', index, 'repository'], repository.said)]),
        ...badEnvironments(service, index, source),
      ],
    };
  }
}

function environment(said: EnvironmentFile): Environment {
  const cluster = said.cluster && target(undefined, said.cluster);
  const resolved: Environment = {
    name: said.name,
    branch: said.branch ?? said.name,
    protected: said.protected ?? false,
    ...(cluster && { cluster }),
    ...(said.movedBy && { movedBy: movedBy(said.movedBy) }),
    ...(said.verify && { checks: said.verify.map(checkOf) }),
  };
  return fillEnvironment(resolved, { environment: said.name });
}

function ignore({ key, kind, name, services, environments: where }: DriftIgnoreFile): DriftIgnore {
  return {
    key,
    ...(kind !== undefined && { kind }),
    ...(name !== undefined && { name }),
    ...(services !== undefined && { services }),
    ...(where !== undefined && { environments: where }),
  };
}

/** What a service says about an environment wins, key by key; naming a cluster replaces the cluster, `verify` all checks. */
function overridden(template: ServiceTemplate, said: ServiceFile): ServiceTemplate {
  const environments = template.environments.map((base): Environment => {
    const differing = own(said.environments, base.name);
    if (!differing) return base;
    const cluster = differing.cluster ? target(base.cluster, differing.cluster) : base.cluster;
    const checks = differing.verify ? differing.verify.map(checkOf) : base.checks;
    const moved = differing.movedBy ? movedBy(differing.movedBy) : base.movedBy;
    const resolved: Environment = {
      name: base.name,
      branch: differing.branch ?? base.branch,
      protected: differing.protected ?? base.protected,
      ...(cluster && { cluster }),
      ...(moved && { movedBy: moved }),
      ...(checks && { checks }),
    };
    return fillEnvironment(resolved, { environment: base.name });
  });
  return { ...template, environments, content: overrideContent(template.content, said.content) };
}

function target(base: ClusterTarget | undefined, own: ClusterFile): ClusterTarget | undefined {
  const namespace = own.namespace ?? base?.namespace;
  if (namespace === undefined) return undefined;
  if (own.context !== undefined) return { kind: 'context', context: own.context, namespace };
  if (own.server !== undefined) return { kind: 'server', server: own.server, namespace };
  return base && { ...base, namespace };
}

function edges(file: CatalogFile): Edge[] {
  const said: NonNullable<CatalogFile['promotions']> =
    file.promotions ?? chain(file.environments.map(({ name }) => name));
  return said.map(({ from, to, gates, head }) => ({
    from,
    to,
    ...(head && { head }),
    gates: {
      pipeline: gates?.pipeline ?? 'required',
      soakMs: durationMs(gates?.soak ?? '') ?? 0,
      ...(gates?.freeze && { freeze: gates.freeze.map(freezeWindow) }),
    },
  }));
}

/** What shows only once overrides are merged and names filled in. */
function badEnvironments(service: Service, index: number, source: Source): Problem[] {
  const path = ['services', index];
  const branchOf = (name: string) => service.environments.find((environment) => environment.name === name)?.branch;
  const sameBranch = service.edges
    .filter(({ from, to }) => branchOf(from) === branchOf(to))
    .map(({ from, to }) =>
      source.problem(
        [...path, 'name'],
        message('"{service}" would be promoted from a branch to itself: "{from}" and "{to}" are both "{branch}".', {
          service: service.name,
          from,
          to,
          branch: branchOf(from) ?? '',
        }),
      ),
    );
  const badNamespace = service.environments
    .filter(({ cluster }) => cluster && !namespacePattern.test(cluster.namespace))
    .map(({ name, cluster }) =>
      source.problem(
        [...path, 'environments', name, 'cluster', 'namespace'],
        message(
          '"{namespace}", the namespace of "{service}" in "{environment}", cannot be one: lower-case letters, digits and "-" only.',
          {
            namespace: cluster?.namespace ?? '',
            service: service.name,
            environment: name,
          },
        ),
      ),
    );
  const halfTarget = service.environments
    .filter(({ name, cluster }) => !cluster && sayingCluster(index, name, source))
    .map(({ name }) =>
      source.problem(
        [...path, 'environments', name, 'cluster'],
        message('The environment has no cluster to add to: give a namespace, and a context or a server.'),
      ),
    );
  return [...sameBranch, ...badNamespace, ...halfTarget];
}

function sayingCluster(service: number, environmentName: string, source: Source): boolean {
  return source.has(['services', service, 'environments', environmentName, 'cluster']);
}

function sharedContent(services: readonly Service[], source: Source): Problem[] {
  const firsts = new Map<string, Service>();
  return services.flatMap((service, index) => {
    const identity = `${repositoryIdentity(service.repository)}\n${service.content.path}`;
    const first = firsts.get(identity);
    if (!first) {
      firsts.set(identity, service);
      return [];
    }
    return [
      source.problem(
        ['services', index, 'repository'],
        message('This is the repository of "{other}" too. Give each a "content.path" of its own, or take one out.', {
          other: first.name,
        }),
      ),
    ];
  });
}

function unreachable(file: CatalogFile, source: Source): Problem[] {
  const { promotions } = file;
  if (!promotions) return [];
  return file.environments.flatMap(({ name }, index) =>
    promotions.some(({ from, to }) => from === name || to === name)
      ? []
      : [
          source.problem(
            ['environments', index, 'name'],
            message('No promotion leads to or from "{name}": it is shown, and nothing can be promoted there.', {
              name,
            }),
          ),
        ],
  );
}
