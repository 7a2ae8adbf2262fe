import type { ContentRules } from '../../catalog/catalog';
import { folderOf } from '../../support/folderOf';
import type { TreeFiles } from './rendered';

/** How the content of a tree is laid out, and so what renders it. Folders are relative to the root; '' is the root. */
export type Layout =
  | { readonly kind: 'plain'; readonly files: readonly string[] }
  | { readonly kind: 'kustomize'; readonly folder: string }
  | { readonly kind: 'helm'; readonly chart: string; readonly values: readonly string[] };

const kustomizations = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Undefined: the content lacks what the chosen renderer needs. */
export function layoutOf({ paths }: TreeFiles, rules: ContentRules, environment: string): Layout | undefined {
  const folder = folderOf(rules.path);
  const has = new Set(paths);
  const overlay = overlayOf(has, folder, environment);
  const isChart = has.has(join(folder, 'Chart.yaml'));
  switch (rules.renderer) {
    case 'plain':
      return plain(paths, folder);
    case 'kustomize':
      return overlay === undefined ? undefined : { kind: 'kustomize', folder: overlay };
    case 'helm':
      return isChart ? helm(has, folder, environment) : undefined;
    case 'auto':
      if (overlay !== undefined) return { kind: 'kustomize', folder: overlay };
      return isChart ? helm(has, folder, environment) : plain(paths, folder);
  }
}

/** The content's own kustomization, or the overlay that bears the environment's name. */
function overlayOf(has: ReadonlySet<string>, folder: string, environment: string): string | undefined {
  return foldersOf(folder, environment).find((overlay) => kustomizationsIn(has, overlay).length > 0);
}

/** Where the content of an environment may be rendered from: its own folder, then the overlays that bear its name. */
export function foldersOf(path: string, environment: string): readonly string[] {
  const inner = ['', `overlays/${environment}`, `environments/${environment}`, `env/${environment}`];
  return inner.map((folder) => join(folderOf(path), folder));
}

/** The files of a folder that kustomize takes for its kustomization: one, or it refuses the folder. */
export function kustomizationsIn(has: ReadonlySet<string>, folder: string): readonly string[] {
  return kustomizations.map((name) => join(folder, name)).filter((path) => has.has(path));
}

function helm(has: ReadonlySet<string>, chart: string, environment: string): Layout {
  const names = [
    `values-${environment}.yaml`,
    `values.${environment}.yaml`,
    `values/${environment}.yaml`,
    `env/${environment}.yaml`,
    `environments/${environment}.yaml`,
    `${environment}.yaml`,
  ];
  return { kind: 'helm', chart, values: names.map((name) => join(chart, name)).filter((path) => has.has(path)) };
}

/** YAML and JSON below the folder; hidden files and the files that tools read are no content. */
function plain(paths: readonly string[], folder: string): Layout {
  const tools = new Set([...kustomizations, 'Chart.yaml', 'branchline.yaml', 'package.json', 'package-lock.json']);
  const files = paths.filter((path) => {
    if (folder !== '' && !path.startsWith(`${folder}/`)) return false;
    const steps = path.slice(folder === '' ? 0 : folder.length + 1).split('/');
    return (
      /\.(ya?ml|json)$/i.test(path) && !steps.some((step) => step.startsWith('.')) && !tools.has(steps.at(-1) ?? '')
    );
  });
  return { kind: 'plain', files };
}

export function join(folder: string, inner: string): string {
  return [folder, inner].filter(Boolean).join('/');
}
