import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Kubernetes } from '../../lab/real/kubernetes';

/** Files as they are: what looks like a template in a manifest is its text. */
const template = `{{- range $path, $_ := .Files.Glob "files/**" }}
---
{{ $.Files.Get $path }}
{{- end }}
`;

/**
 * Installs a release of files, and upgrades it: Helm 3 by a patch of what it has sent before, what is in the chart and what is
 * live; Helm 4 by applying on the server.
 */
export async function releaseOf(
  cluster: Kubernetes,
  helm: string,
  name: string,
  paths: readonly string[],
  flags: readonly string[] = [],
): Promise<void> {
  const chart = await mkdtemp(join(tmpdir(), 'branchline-chart-'));
  try {
    await Promise.all(['files', 'templates'].map((folder) => mkdir(join(chart, folder))));
    await writeFile(join(chart, 'templates/all.yaml'), template);
    await Promise.all(paths.map((path) => cp(path, join(chart, 'files', `${basename(path)}.yaml`))));
    for (const version of ['0.1.0', '0.2.0']) {
      await writeFile(join(chart, 'Chart.yaml'), `apiVersion: v2\nname: ${name}\nversion: ${version}\n`);
      await cluster.run(helm, ['upgrade', name, chart, ...options, ...flags]);
    }
  } finally {
    await rm(chart, { recursive: true, force: true });
  }
}

/** Namespaces are there before; all of the chart is sent as fast as it goes. */
const options = ['--install', '--namespace', 'default', '--take-ownership', '--qps', '1000', '--burst-limit', '1000'];
