import { everywhere, type Edit } from './history/edits';
import type { History } from './history/history';
import type { Files } from './history/objects';
import { people, type Person } from './history/people';

/** How the configuration of one service came to be what it is. */
export interface Story {
  readonly service: string;
  /** @param files what lies under `manifests/{service}`: `dev` as it began, and files that are added later */
  grow(history: History, files: Files): void;
}

/** `release(12, '2.7.0')`: the config updater writes a new image tag to `dev`. */
export function releases(history: History, service: string): (daysAgo: number, version: string) => void {
  return (daysAgo, version) =>
    history.commit('dev', daysAgo, people.updater, `${service} ${version}`, image(service, version));
}

export function image(service: string, version: string): Edit {
  const name = `registry.shop.example/shop/${service}`;
  return everywhere(new RegExp(`${name}:[\\w.-]+`, 'g'), `${name}:${version}`);
}

/** `change(30, maya, 'Subject', edit)`: a commit to `dev`. */
export function changes(history: History): (daysAgo: number, by: Person, subject: string, ...edits: Edit[]) => void {
  return (daysAgo, by, subject, ...edits) => history.commit('dev', daysAgo, by, subject, ...edits);
}

/** The files but those that a later commit adds. */
export function without(files: Files, ...paths: readonly string[]): Files {
  return new Map([...files].filter(([path]) => !paths.includes(path)));
}

export function textOf(files: Files, path: string): string {
  const text = files.get(path);
  if (text === undefined) throw new Error(`The manifests have no file ${path}`);
  return text;
}
