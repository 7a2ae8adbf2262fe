import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Impossible } from '../bootstrap/output.mjs';
import { built, commandFile } from './build';
import { families, type Family, type FamilyName } from './families';

const allFamilies = Object.keys(families) as FamilyName[];

/** Where the commands are. */
export interface Servers {
  /** The file of a command, e.g. `kubectl`. */
  readonly command: (name: ServerName) => string;
  /** Gitea's templates, options and public files; undefined where its command brings them along. */
  readonly giteaStatic: string | undefined;
  /** The definitions of Flux's objects, below it. */
  readonly fluxDefinitions: string;
}

export type ServerName =
  | 'etcd'
  | 'kube-apiserver'
  | 'kube-controller-manager'
  | 'kube-scheduler'
  | 'kubectl'
  | 'kwok'
  | 'gitea'
  | 'registry'
  | 'nats-server'
  | 'kustomize'
  | 'helm'
  | 'helm4'
  | 'source-controller'
  | 'kustomize-controller'
  | 'flux-apply'
  | 'argocd-apply';

/**
 * The real servers: those in the folder that `BRANCHLINE_SERVERS` names, else built from their Go modules, one family
 * after another, into the cache. A second call builds nothing.
 *
 * @throws Impossible where they cannot be had here, with what to do about it
 */
export async function ensureServers(wanted: readonly FamilyName[] = allFamilies): Promise<Servers> {
  const own = process.env['BRANCHLINE_SERVERS'];
  const folders = new Map<FamilyName, string>();
  for (const name of wanted) {
    const { isOurs }: Family = families[name];
    folders.set(name, own && !isOurs ? own : await built(name));
  }
  const found = new Map<string, string>(wanted.flatMap((name) => [...commandsIn(folders.get(name) ?? '', name)]));
  const giteaStatic = join(folders.get('gitea') ?? '', families.gitea.files[0].target);
  return {
    command: (name) => {
      const file = found.get(name);
      if (file === undefined) throw new Error(`${name} was not asked for`);
      return file;
    },
    giteaStatic: existsSync(giteaStatic) ? giteaStatic : undefined,
    fluxDefinitions: join(folders.get('fluxControllers') ?? '', 'flux-definitions'),
  };
}

/** As released, etcd is called `etcd`; its Go module makes a `server` of it. */
const otherNames: Readonly<Record<string, string>> = { server: 'etcd' };

function commandsIn(folder: string, family: FamilyName): Map<string, string> {
  return new Map(
    families[family].commands.map((command) => {
      const name = otherNames[command] ?? command;
      const file = [name, command].map((spelling) => commandFile(folder, spelling)).find(existsSync);
      if (file === undefined) {
        throw new Impossible(`${folder} has no ${name}. CONTRIBUTING.md says which servers BRANCHLINE_SERVERS needs.`);
      }
      return [name, file];
    }),
  );
}
