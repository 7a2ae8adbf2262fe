import { InvalidArgumentError } from 'commander';
import type { CliContext, Register } from '../context';
import { catalogOption, plainHttpOption } from '../repository/options';
import type { WhereCall } from './where/call';

const help = `
<what> is a commit of the configuration (4f2a91c), a pull request (#12), a word of commit messages such as the key of an issue
(SHOP-311), or a version of an image: a tag (2.11.0), a digest (sha256:…), a whole name (registry.example.com/shop/cart:2.11.0).

An environment has a change where it has its content, whichever way that came; "overtaken": it has gone past it. Where it does
not have it, what holds it back is told. Content that belongs to an environment does not travel, and is not followed.

A commit that no configuration has is looked for as one of code, by its whole name: in the images that the catalog has under
"update:", by what they say that they were built from. Their registries are asked, and the forge of the service. A part of a name
will do where an image on a branch was built from that very commit; with --code and the folder of a checkout any name (4f2a91c,
HEAD), and its git is asked first.

Exit codes:
  0  every environment has all that was found
  2  something of it waits, or an environment does not have the commit of code
  3  a person has to decide: a conflict, a hold, an unknown baseline
  1  nothing was found, or not everything could be looked at or told

Examples:
  $ branchline where SHOP-311
  $ branchline where 2.11.0 --service cart
  $ branchline where 4f2a91c --json
  $ branchline where HEAD --code .`;

/** `branchline where`: which environments have a change, since when, and what holds it back. */
export const register: Register = (program, context) => {
  program
    .command('where')
    .description('where a commit, an image, a pull request or an issue is: since when, and what holds it back')
    .argument('<what>', 'a commit, a tag or digest, #12, an issue’s key')
    .option('--service <name>', 'only this service of the catalog')
    .option('--limit <count>', 'how many changes of a service are followed, the newest first', count, 10)
    .option('--code <repository>', 'it is a commit of this repository of code: an address, or the folder of a checkout')
    .option(...plainHttpOption)
    .option(...catalogOption)
    .option('--json', 'print one JSON document')
    .addHelpText('after', help)
    .action((what: string, options: WhereCall) => where(what, options, context));
};

function count(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('Not a number from 1 to 9999.');
  return Number(text);
}

async function where(what: string, options: WhereCall, context: CliContext): Promise<void> {
  const { runWhere } = await import('./run/where');
  context.exit(await runWhere(what, options, context));
}
