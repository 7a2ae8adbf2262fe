import * as vscode from 'vscode';
import type { StatusBarModel } from './model';
import { trusted } from '../words/markdown';

/** The item at the bottom. It only assigns what the model says. */
export function createStatusBar(): { show(model: StatusBarModel): void; dispose(): void } {
  const item = vscode.window.createStatusBarItem('branchline.pipelines', vscode.StatusBarAlignment.Left, 50);
  item.name = vscode.l10n.t('Branchline Pipelines');
  item.command = 'branchline.showPipelines';
  return {
    show(model) {
      item.text = model.text;
      item.tooltip = trusted(model.tooltip, []);
      item.accessibilityInformation = { label: model.spoken };
      item.backgroundColor = backgrounds[model.tone];
      item.show();
    },
    dispose: () => item.dispose(),
  };
}

const backgrounds: Record<StatusBarModel['tone'], vscode.ThemeColor | undefined> = {
  plain: undefined,
  warning: new vscode.ThemeColor('statusBarItem.warningBackground'),
  error: new vscode.ThemeColor('statusBarItem.errorBackground'),
};
