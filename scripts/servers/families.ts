import { fileURLToPath } from 'node:url';

/** Folders of a module, kept in a folder beside the commands. */
export interface FamilyFiles {
  readonly module: string;
  readonly folders: readonly string[];
  readonly target: string;
}

/** Commands that share a `go.mod`: their dependencies agree with each other, and with nobody else's. */
export interface Family {
  /** The folder of its `go.mod`, whose `tool` lines name the commands. */
  readonly folder: string;
  /** The files that `go build` makes of it. */
  readonly commands: readonly string[];
  readonly tags?: string;
  /** Settings of `-X`, by variable: what the server calls itself. */
  readonly variables?: Readonly<Record<string, string>>;
  /** True: needs a C compiler. False: runs without any other file, as its project releases it. */
  readonly cgo?: boolean;
  /** A command of our own, which nobody releases, or not by this name. */
  readonly isOurs?: true;
  /** Folders that the server reads at run time, kept beside the commands. */
  readonly files?: readonly FamilyFiles[];
  /** What a first build takes on two cores: so that who waits knows. */
  readonly takes: string;
}

const folder = (name: string): string => fileURLToPath(new URL(`../../test/lab/servers/${name}`, import.meta.url));

const version = (name: string): string => `k8s.io/component-base/version.${name}`;

export const families = {
  etcd: { folder: folder('etcd'), commands: ['server'], takes: 'half a minute' },
  nats: { folder: folder('nats'), commands: ['nats-server'], cgo: false, takes: 'half a minute' },
  kwok: { folder: folder('kwok'), commands: ['kwok'], takes: 'a minute' },
  registry: {
    folder: folder('registry'),
    commands: ['registry'],
    variables: { 'github.com/distribution/distribution/v3/version.version': 'v3.1.2' },
    cgo: false,
    takes: 'three minutes',
  },
  gitea: {
    folder: folder('gitea'),
    commands: ['gitea'],
    tags: 'sqlite sqlite_unlock_notify',
    variables: { 'main.Version': '1.26.4' },
    cgo: true,
    files: [
      {
        module: 'code.gitea.io/gitea',
        folders: ['templates', 'options', 'public'],
        target: 'gitea-static',
      },
    ],
    takes: 'three minutes',
  },
  kubernetes: {
    folder: folder('kubernetes'),
    commands: ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubectl'],
    variables: {
      [version('gitVersion')]: 'v1.37.2',
      [version('gitMajor')]: '1',
      [version('gitMinor')]: '37',
    },
    takes: 'six minutes',
  },
  renderers: {
    folder: folder('renderers'),
    commands: ['kustomize', 'helm'],
    cgo: false,
    takes: 'three minutes',
  },
  helm4: { folder: folder('helm4'), commands: ['helm4'], cgo: false, isOurs: true, takes: 'three minutes' },
  // After Kubernetes, of which it has most compiled already.
  flux: { folder: folder('flux'), commands: ['flux-apply'], isOurs: true, takes: 'a minute' },
  fluxControllers: {
    folder: folder('flux-controllers'),
    commands: ['source-controller', 'kustomize-controller'],
    isOurs: true, // released as images alone
    files: ['source-controller', 'kustomize-controller'].map((name) => ({
      module: `github.com/fluxcd/${name}`,
      folders: ['config/crd/bases'],
      target: `flux-definitions/${name}`,
    })),
    takes: 'ten minutes',
  },
  argo: { folder: folder('argo'), commands: ['argocd-apply'], isOurs: true, takes: 'a minute' },
} as const satisfies Record<string, Family>;

export type FamilyName = keyof typeof families;
