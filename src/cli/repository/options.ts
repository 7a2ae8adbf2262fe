/** The options of every command that reads a repository. */
export interface RepositoryOptions {
  readonly repo: string;
  readonly catalog?: string;
}

export const repoOption = ['--repo <path or URL>', 'the repository: a folder (bare or not), or a URL'] as const;
export const catalogOption = [
  '--catalog <file>',
  'the catalog (default: a branchline.yaml in the working folder or above it)',
] as const;

/** Of the commands that show what code comes with an image. */
export interface CodeOptions {
  readonly code?: boolean | undefined;
  readonly plainHttp?: readonly string[] | undefined;
}

export const codeOption = [
  '--code',
  'tell what code changed images bring, also where the catalog does not name their registry',
] as const;
export const plainHttpOption = [
  '--plain-http <registry...>',
  'registries, by host and port, that may be asked without encryption',
] as const;

export const expectOption = [
  '--expect <base..commit>',
  'propose only what a dry run has shown: the commits that it named',
] as const;

export const unknownOwnerOption = [
  '--unknown-owner',
  'propose also where it cannot be told whether an engine (Kargo, GitOps Promoter) moves the branch',
] as const;

/** What every command that proposes takes. */
export interface ProposeOptions {
  readonly dryRun?: boolean;
  /** False with `--no-pr`. */
  readonly pr: boolean;
  /** Opens a new pull request and closes the older one of the edge, instead of updating it. */
  readonly supersede?: boolean;
  /** Proposes exactly what a dry run showed, as `<base>..<commit>`, or nothing. */
  readonly expect?: string;
}

/** What every command takes that waits. */
export interface RelayOption {
  readonly relay?: string;
}

export const relayOption = [
  '--relay <url>',
  'a relay to be told by, so that waiting costs few requests (default: BRANCHLINE_RELAY)',
] as const;
