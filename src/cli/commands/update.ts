import type { Register } from '../context';
import { catalogOption, plainHttpOption, unknownOwnerOption } from '../repository/options';
import type { UpdateCall } from './update/call';

const help = `
For each service, in the manifests of the FIRST environment of its promotion order, the images that "update:" of the catalog
names are looked for, and the registry is asked which is the newest that the policy allows. One pull request a service, from
update/<service>/<branch>, is kept up to date; one that is open takes the newer commit. A version that a rollback took away is
not proposed again until there is a newer one than that. What Flux, Argo CD Image Updater, Kargo or Renovate sees to is left alone.

--image says what a pipeline has just pushed: only services with a policy for that image are looked at, and a tag or digest
that the registry does not have is refused.
Registries are asked with the credentials of docker's configuration file.

Exit codes: 0 proposed, or nothing to do · 2 --dry-run: there is something to propose · 3 a person has to decide: held after a
rollback, a tag that has no place in the order, a person's commit on our branch, an engine that moves the branch · 1 an error, or not everything could be read

Examples:
  $ branchline update --dry-run
  $ branchline update --service cart
  $ branchline update --image registry.example.com/shop/cart:1.4.0@sha256:… --json`;

/** `branchline update`: proposes newer images to the first environment of each service. */
export const register: Register = (program, context) => {
  program
    .command('update')
    .description('propose newer images to the first environment of each service')
    .option('--service <name>', 'only this service of the catalog')
    .option('--image <name>', 'only services that have this image: NAME, NAME:TAG, NAME@DIGEST or NAME:TAG@DIGEST')
    .option(...catalogOption)
    .option(...plainHttpOption)
    .option(...unknownOwnerOption)
    .option('--dry-run', 'push nothing and open nothing; tell what would be')
    .option('--json', 'print one JSON document')
    .addHelpText('after', help)
    .action(async (options: UpdateCall) => {
      const { update } = await import('./run/update');
      await update(options, context);
    });
};
