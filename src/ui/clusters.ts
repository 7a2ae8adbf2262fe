import { homedir } from 'node:os';
import { delimiter } from 'node:path';
import * as vscode from 'vscode';
import { Clusters } from '../core/cluster/clusters';
import { kubeconfigPaths, loadKubeconfig, watchKubeconfig } from '../core/cluster/kubeconfig';
import type { Disposable, DisposableStore } from '../core/support/disposable';
import { settings } from './settings';

/** The clusters as this person reaches them, not connected to yet; whoever asks for them ends them. */
export function newClusters(): Clusters {
  return new Clusters({
    kubeconfig: () => loadKubeconfig(paths()),
    contextNames: settings.contexts,
    trusted: () => vscode.workspace.isTrusted,
  });
}

/**
 * The clusters as the editor reaches them: by the kubeconfig files of the settings or the environment, followed while
 * they change. In a folder that is not trusted there are none: a kubeconfig may name programs to run.
 */
export function editorClusters(owned: DisposableStore): Clusters | undefined {
  if (!vscode.workspace.isTrusted) return undefined;
  const clusters = newClusters();
  const reload = () => void clusters.reload();
  let watching: Disposable = watchKubeconfig(paths(), reload);
  owned.add(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration('branchline.kubeconfig') && !event.affectsConfiguration('branchline.contexts'))
        return;
      watching.dispose();
      watching = watchKubeconfig(paths(), reload);
      reload();
    }),
  );
  owned.add({ dispose: () => watching.dispose() });
  return clusters;
}

function paths(): readonly string[] {
  return kubeconfigPaths({ setting: settings.kubeconfig().join(delimiter), environment: process.env, home: homedir() });
}
