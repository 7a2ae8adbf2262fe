import type { CliContext, Register } from '../context';
import { catalogOption } from '../repository/options';
import type { SetupCall } from './setup/call';

const help = `
Makes what a service needs on the forge: its configuration repository with a branch for each environment, the pipeline file,
protection, a webhook, CODEOWNERS, and its entry in the catalog. Without --yes it only says what is there, what would be
made and what differs. What is there is never changed: a repository that has any branch or tag is never pushed to.
Stopped at any moment, it goes on where it was once it is run again; where all is there, it does nothing.

Clusters are not written to: --access writes namespace, account and rights as files for a person to apply.
The token (BRANCHLINE_TOKEN_<HOST>, or BRANCHLINE_TOKEN where there is one host) needs the right to create repositories
under the owner. The secret of the webhook is read from BRANCHLINE_WEBHOOK_SECRET.

Exit codes: 0 all is there, or (without --yes) can be made · 2 something differs, cannot be made or is not known · 1 an error

Examples:
  $ branchline setup cart --forge https://git.example.com --owner gitops --image registry.example.com/shop/cart:1.0.0
  $ branchline setup cart --image registry.example.com/shop/cart:1.0.0 --template kustomize --approvals 1 --yes
  $ branchline setup cart --from https://git.example.com/gitops/template.git --access access --yes`;

/** `branchline setup`: a new service, from nothing. */
export const register: Register = (program, context) => {
  program
    .command('setup')
    .description('sets a new service up: repository, branches, protection, pipeline, catalog')
    .argument('<name>', 'the name of the service, which its repository has as well')
    .option(...catalogOption)
    .option('--catalog-repository <url>', 'a catalog on the default branch of a repository: a pull request adds to it')
    .option('--forge <url>', 'the web address of the forge (default: that of the catalog, where it names one)')
    .option('--owner <owner>', 'the organisation or person that the repository is for (default: as in the catalog)')
    .option('--environments <names>', 'of a catalog that is not there yet, in promotion order (default: dev,test,prod)')
    .option('--template <name>', 'plain, kustomize or helm', 'plain')
    .option('--from <repository>', 'a template of your own: the files on the default branch of a repository')
    .option('--image <image>', 'the image that the service begins with')
    .option(
      '--namespace <name>',
      'of environments without a cluster in the catalog; {service} and {environment} may stand in it',
      '{service}-{environment}',
    )
    .option('--pipeline <kind>', 'github, gitea, gitlab, azure, bitbucket, jenkins or none (default: as the forge)')
    .option('--webhook <url>', 'an address that is told of pushes, pull requests and statuses')
    .option('--owners <owners...>', 'who owns all files (CODEOWNERS): @person, @organisation/team')
    .option('--approvals <number>', 'how many have to approve a pull request', '0')
    .option('--judged', 'require branchline/promotion: something posts it, such as a job over the whole fleet')
    .option('--public', 'a repository that everybody may read')
    .option('--access <folder>', 'write namespace, account and read-only rights there, for a person to apply')
    .option('--allow-unrendered', 'also where kustomize or helm is not on this machine, to look whether it renders')
    .option('--yes', 'make it')
    .option('--json', 'print one JSON document')
    .addHelpText('after', help)
    .action((name: string, options: SetupCall) => setup(name, options, context));
};

async function setup(name: string, options: SetupCall, context: CliContext): Promise<void> {
  const { runSetup } = await import('./run/setup');
  context.exit(await runSetup(name, options, context));
}
