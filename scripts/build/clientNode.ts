import { sep } from 'node:path';
import type { Plugin } from 'esbuild';

const itsModels = ['client-node', 'dist', 'gen', ''].join(sep);

/**
 * Of `@kubernetes/client-node` only what a kubeconfig describes is used (`core/cluster/connection/session.ts`): not its models of
 * all kinds of object, and not the `fetch` of its own, for which it has `undici` whole. Loading them would be the longest
 * single step of a start, and a third of the package.
 */
export const onlyKubeConfig: Plugin = {
  name: 'only-kube-config',
  setup(build) {
    const resolving = { isResolved: true };
    build.onResolve({ filter: /^\.{1,2}\// }, async ({ path, pluginData, ...from }) => {
      if (pluginData === resolving || !from.importer.includes('client-node')) return undefined;
      const { importer, kind, namespace, resolveDir } = from;
      const found = await build.resolve(path, { importer, kind, namespace, resolveDir, pluginData: resolving });
      return found.path.includes(itsModels) ? { ...found, sideEffects: false } : found;
    });
    build.onResolve({ filter: /^undici$/ }, ({ importer }) =>
      importer.includes('client-node') ? { path: 'undici', namespace: 'unused' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'unused' }, () => ({ contents: 'module.exports = {};' }));
  },
};
