import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Sha } from '../../core/support/sha';
import type { CliContext, Register } from '../context';
import { catalogOption, repoOption, type RepositoryOptions } from '../repository/options';
import type { OpenRepository } from '../repository/openRepository';

interface PinOptions extends RepositoryOptions {
  readonly from: string;
  readonly to: string;
  readonly baseline: string;
  readonly at?: string;
  readonly json?: boolean;
}

const help = `
For branches whose history does not tell what was promoted last (state unknownBaseline, or a conflict that is none):
say once which commit of the source is in force on the target. The pin is written into the catalog, one for each
promotion path at most; a service that it does not list yet is listed. Every later promotion wins over the pin, and what
a rollback took stays on hold all the same. To take it back, delete the line.

Examples:
  $ branchline pin --repo ./cart --from dev --to test --baseline dev~3
  $ branchline pin --repo ./cart --from test --to prod --baseline 3f2a91c07b --at prod~1`;

/** `branchline pin`: a person says what of a branch is in force on the next. */
export const register: Register = (program, context) => {
  program
    .command('pin')
    .description('say what of one branch is in force on another, where no history tells')
    .requiredOption(...repoOption)
    .requiredOption('--from <branch>', 'the branch that is promoted')
    .requiredOption('--to <branch>', 'the branch that it is promoted to')
    .requiredOption('--baseline <rev>', 'the commit of the source whose content is in force')
    .option('--at <rev>', 'the deployment from which that counts (default: the head of the target)')
    .option(...catalogOption)
    .option('--json', 'print one JSON document')
    .addHelpText('after', help)
    .action((options: PinOptions) => pin(options, context));
};

async function pin(options: PinOptions, context: CliContext): Promise<void> {
  const [
    { openForReading },
    { pinBaseline },
    { findCatalog },
    { CatalogError },
    { serviceName },
    { readBounded },
    { limitBytes },
  ] = await Promise.all([
    import('../repository/openForReading'),
    import('../../core/catalog/pin'),
    import('../../core/catalog/load'),
    import('../../core/catalog/errors'),
    import('../repository/serviceName'),
    import('../../core/support/readBounded'),
    import('../../core/catalog/text'),
  ]);
  const { from, to } = options;
  const given = options.catalog === undefined ? undefined : resolve(context.folder, options.catalog);
  const path = given ?? (await findCatalog(context.folder, context.signal));
  if (path === undefined) throw CatalogError.none();
  const opened = await openForReading(options, [from, to], context);
  try {
    const { environments } = opened.service;
    const name = serviceName(opened);
    const environmentOf = (branch: string) =>
      environments.find((environment) => environment.branch === branch)?.name ?? branch;
    const pinned = {
      from: environmentOf(from),
      to: environmentOf(to),
      baseline: await commitOn(from, options.baseline, opened),
      deployment: await commitOn(to, options.at ?? to, opened),
    };
    const text = (await readBounded(path, limitBytes, context.signal)).toString('utf8');
    await writeFile(path, pinBaseline(text, { name, repository: opened.remote.where }, pinned));
    const document = { catalog: path, service: name, ...pinned };
    context.print(
      options.json
        ? JSON.stringify(document, null, 2)
        : `${path}: ${name} ${pinned.from} → ${pinned.to} is pinned to ${pinned.baseline} at ${pinned.deployment}`,
    );
  } finally {
    opened.dispose();
  }
}

/** @throws PromotionError where the commit was never on that branch's first-parent history */
async function commitOn(branch: string, revision: string, opened: OpenRepository): Promise<Sha> {
  const [{ deploymentOf }, { PromotionError }] = await Promise.all([
    import('../repository/deploymentOf'),
    import('../../core/promotion/errors'),
  ]);
  const commit = await deploymentOf(revision, branch, opened);
  const { memory, repository, heads } = opened;
  const head = heads.get(branch);
  if (head === undefined) throw PromotionError.branchMissing(branch);
  await repository.graph.load([head], undefined);
  if (!memory.history.chain(head).index.has(commit)) throw PromotionError.neverDeployed(commit, branch);
  return commit;
}
