import { message } from '../support/message';
import { checkFreeze } from './freezeFile';
import { closest } from '../support/closest';
import type { CatalogFile, ClusterFile, EnvironmentFile } from './file';
import { chain, firstCycle } from './graph';
import { ownedPaths } from './ownedPaths';
import { knownPlaceholders, placeholdersIn } from './placeholders';
import { placesOf, templateKinds, templateProblems } from './pullRequestTemplate';
import type { Path, Problem, Source } from './source';
import { checkTrain } from './train/problems';
import { checkUpdate } from './update/problems';
import { checkChecks } from './verify/problems';

/** What a schema cannot say: names that refer to each other, the promotion graph, places in braces. */
export function checkReferences(file: CatalogFile, source: Source): Problem[] {
  return [
    ...duplicates(source, 'environments', file.environments),
    ...duplicates(source, 'services', file.services ?? []),
    ...file.environments.flatMap(({ cluster }, index) =>
      cluster ? checkCluster(cluster, ['environments', index, 'cluster'], 'whole', source) : [],
    ),
    ...file.environments.flatMap((one, index) => checkMovedBy(one, ['environments', index], source)),
    ...file.environments.flatMap(({ verify }, index) => checkChecks(verify, ['environments', index], source)),
    ...checkPromotions(file, source),
    ...checkOverrides(file, source),
    ...checkPins(file, source),
    ...checkIgnores(file, source),
    ...checkOwnedPaths(file, [], source),
    ...(file.services ?? []).flatMap((service, index) => checkOwnedPaths(service, ['services', index], source)),
    ...checkUpdate(file.update, [], source),
    ...(file.services ?? []).flatMap(({ update }, index) => checkUpdate(update, ['services', index], source)),
    ...checkTrain(file.train, file.discover ? undefined : (file.services ?? []).map(({ name }) => name), source),
    ...checkTemplates(file, source),
    ...checkSomething(file, source),
  ];
}

function duplicates(source: Source, list: string, entries: readonly { name: string }[]): Problem[] {
  return entries.flatMap(({ name }, index) => {
    const first = entries.findIndex((entry) => entry.name === name);
    if (first === index) return [];
    const { line } = source.problem([list, first, 'name'], message(''));
    return [
      source.problem(
        [list, index, 'name'],
        message('"{name}" is there already, on line {line}. Each needs a name of its own.', { name, line }),
      ),
    ];
  });
}

function checkPromotions(file: CatalogFile, source: Source): Problem[] {
  const promotions = file.promotions ?? [];
  const names = file.environments.map(({ name }) => name);
  const unknown = promotions.flatMap((promotion, index) =>
    (['from', 'to'] as const)
      .filter((end) => !names.includes(promotion[end]))
      .map((end) => unknownEnvironment(source.problem.bind(source), ['promotions', index, end], promotion[end], names)),
  );
  const twice = promotions.flatMap(({ from, to }, index) =>
    promotions.findIndex((other) => other.from === from && other.to === to) === index
      ? []
      : [
          source.problem(
            ['promotions', index],
            message('The promotion from "{from}" to "{to}" is there twice.', { from, to }),
          ),
        ],
  );
  const cycle = firstCycle(promotions);
  const cyclic = cycle
    ? [
        source.problem(
          ['promotions', cycle.index],
          message('Promotions must not go round in a circle: {cycle}. Take one of them out.', {
            cycle: cycle.names.join(' → '),
          }),
        ),
      ]
    : [];
  const freezes = promotions.flatMap(({ gates }, index) =>
    (gates?.freeze ?? []).flatMap((window, at) =>
      checkFreeze(window, ['promotions', index, 'gates', 'freeze', at], source),
    ),
  );
  return [...unknown, ...twice, ...cyclic, ...freezes];
}

function unknownEnvironment(
  problem: (path: Path, said: ReturnType<typeof message>) => Problem,
  path: Path,
  name: string,
  names: readonly string[],
): Problem {
  const meant = closest(name, names);
  return problem(
    path,
    meant === undefined
      ? message('There is no environment "{name}". There are: {names}.', { name, names: names.join(', ') })
      : message('There is no environment "{name}". Did you mean "{meant}"?', { name, meant }),
  );
}

function checkIgnores(file: CatalogFile, source: Source): Problem[] {
  const names = file.environments.map(({ name }) => name);
  return (file.drift?.ignore ?? []).flatMap(({ environments = [] }, index) =>
    environments.flatMap((name, at) =>
      names.includes(name)
        ? []
        : [
            unknownEnvironment(
              source.problem.bind(source),
              ['drift', 'ignore', index, 'environments', at],
              name,
              names,
            ),
          ],
    ),
  );
}

/** Of a catalog, of a service in it, and of a repository's own file; `at` is where that stands. */
export function checkOwnedPaths({ content }: Pick<CatalogFile, 'content'>, at: Path, source: Source): Problem[] {
  return (content?.environmentOwned?.paths ?? []).flatMap((pattern, index) =>
    ownedPaths([pattern])
      ? []
      : [
          source.problem(
            [...at, 'content', 'environmentOwned', 'paths', index],
            message('"{pattern}" is not a pattern that can be used: it looks back, or repeats too much.', { pattern }),
          ),
        ],
  );
}

/** Of a catalog, and of a repository's own file. */
export function checkTemplates({ pullRequests }: Pick<CatalogFile, 'pullRequests'>, source: Source): Problem[] {
  return templateKinds.flatMap((kind) => {
    const { words, lists } = placesOf[kind];
    const texts = [
      { key: 'title', known: { words, lists: [] } },
      { key: 'body', known: { words, lists } },
    ] as const;
    return texts.flatMap(({ key, known }) =>
      templateProblems(pullRequests?.[kind]?.[key] ?? '', known).map(({ index, length, said }) =>
        source.textProblem(['pullRequests', kind, key], { index, length }, said),
      ),
    );
  });
}

function checkOverrides(file: CatalogFile, source: Source): Problem[] {
  const names = file.environments.map(({ name }) => name);
  return (file.services ?? []).flatMap((service, index) =>
    Object.entries(service.environments ?? {}).flatMap(([name, said]) => {
      const { cluster, verify } = said;
      const path = ['services', index, 'environments', name];
      if (!names.includes(name)) return [unknownEnvironment(source.keyProblem.bind(source), path, name, names)];
      const ofCluster = cluster ? checkCluster(cluster, [...path, 'cluster'], 'override', source) : [];
      return [...ofCluster, ...checkMovedBy(said, path, source), ...checkChecks(verify, path, source)];
    }),
  );
}

/** A pin is of a promotion path, and a path has one. */
function checkPins(file: CatalogFile, source: Source): Problem[] {
  const paths = file.promotions ?? chain(file.environments.map(({ name }) => name));
  return (file.services ?? []).flatMap(({ pins = [] }, service) =>
    pins.flatMap(({ from, to }, index) => {
      const place = ['services', service, 'pins', index];
      if (!paths.some((path) => path.from === from && path.to === to)) {
        return [source.problem(place, message('There is no promotion from "{from}" to "{to}".', { from, to }))];
      }
      const first = pins.findIndex((pin) => pin.from === from && pin.to === to);
      if (first === index) return [];
      const said = message('The baseline from "{from}" to "{to}" is pinned twice. Take one out.', { from, to });
      return [source.problem(place, said)];
    }),
  );
}

function checkCluster(cluster: ClusterFile, path: Path, extent: 'whole' | 'override', source: Source): Problem[] {
  const problems: Problem[] = [];
  if (cluster.context !== undefined && cluster.server !== undefined) {
    problems.push(source.problem(path, message('Give either "context" or "server", not both.')));
  }
  if (extent === 'whole' && cluster.context === undefined && cluster.server === undefined) {
    problems.push(
      source.problem(
        path,
        message('Say which cluster: "context" (a name in the kubeconfig) or "server" (an address).'),
      ),
    );
  }
  return [...problems, ...checkPlaces(cluster, path, source)];
}

/** Where an engine is told what to move, named by service and environment as clusters are. */
function checkMovedBy({ movedBy }: Pick<EnvironmentFile, 'movedBy'>, path: Path, source: Source): Problem[] {
  if (movedBy === undefined || movedBy === 'people' || !movedBy.at) return [];
  return checkPlaces(movedBy.at, [...path, 'movedBy', 'at'], source);
}

function checkPlaces(
  said: { readonly context?: string | undefined; readonly namespace?: string | undefined },
  path: Path,
  source: Source,
): Problem[] {
  return (['context', 'namespace'] as const).flatMap((key) =>
    placeholdersIn(said[key] ?? '')
      .filter((place) => !(knownPlaceholders as readonly string[]).includes(place))
      .map((place) =>
        source.problem(
          [...path, key],
          message('"{place}" is not known. What can be filled in: {known}.', {
            place: `{${place}}`,
            known: knownPlaceholders.map((known) => `{${known}}`).join(', '),
          }),
        ),
      ),
  );
}

function checkSomething(file: CatalogFile, source: Source): Problem[] {
  if (file.services !== undefined || file.discover !== undefined) return [];
  return [
    source.keyProblem(
      ['version'],
      message('The catalog names no services. Add "services", or "discover" to read them from a forge.'),
    ),
  ];
}
