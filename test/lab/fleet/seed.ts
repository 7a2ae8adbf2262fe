import type { AnyForge } from '../forge';
import { repositoryName } from './accounts';
import { environments } from './environments';
import type { GrownRepository } from './history/history';
import { growFleet } from './index';
import { pastStatuses } from './pastPipelines';

/** Grows the repositories of these services and hands them to the forge, with what their pipelines said. */
export async function seedRepositories(
  forge: AnyForge,
  services: readonly string[],
  now: Date,
): Promise<readonly GrownRepository[]> {
  const fleet = await growFleet(services, now);
  await Promise.all(
    fleet.map(async (grown) => {
      const name = repositoryName(grown.service);
      await forge.createRepository(name, {
        description: `Configuration of ${grown.service}`,
        defaultBranch: 'dev',
        topics: ['gitops'],
        stream: grown.stream,
      });
      // Changes of test and prod come by pull request only.
      for (const { branch } of environments.slice(1)) await forge.protect(name, branch);
    }),
  );
  // Only then: a real forge is given them past its server, which must not be writing itself meanwhile.
  for (const grown of fleet) await forge.seedStatuses(repositoryName(grown.service), pastStatuses(grown));
  return fleet;
}
