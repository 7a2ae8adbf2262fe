import type { OpenRepository } from './openRepository';

/** The service's name in the catalog, else that of its repository. */
export function serviceName({ service, remote }: OpenRepository): string {
  return service.name ?? lastStep(remote.where) ?? remote.where;
}

function lastStep(where: string): string | undefined {
  const last = where
    .replace(/(?<![/\\])[/\\]+$/, '')
    .split(/[/\\:]/)
    .at(-1);
  return last === '' ? undefined : last?.replace(/(?<=.)\.git$/, '');
}
