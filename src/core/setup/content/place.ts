/** One environment of the service that is set up, as a template is filled for it. */
export interface Place {
  readonly service: string;
  readonly environment: string;
  readonly branch: string;
  /** Where it is deployed to. */
  readonly namespace: string;
  /** As manifests name it; nothing where a template of a team's own says so itself. */
  readonly image: string;
}

/** What Kubernetes takes for the name of a namespace. Source: RFC 1123, "label", as its documentation of names has it. */
export function isNamespace(text: string): boolean {
  return /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/.test(text);
}

/** A file of a tree: its bytes by its path, `/`-separated from the root. */
export type Files = ReadonlyMap<string, Buffer>;

/** The text files of a template. */
export function textFiles(files: Readonly<Record<string, string>>): Files {
  return new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));
}

/** A path that is a file and the folder of another: git keeps one of the two. */
export function fileAndFolder(files: Files): string | undefined {
  for (const path of files.keys()) {
    const steps = path.split('/');
    const above = steps.slice(1).map((_, depth) => steps.slice(0, depth + 1).join('/'));
    const found = above.find((folder) => files.has(folder));
    if (found !== undefined) return found;
  }
  return undefined;
}
