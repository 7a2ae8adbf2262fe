// @ts-check
/** Shows one of each thing that the harness reads and presses. */
import * as vscode from 'vscode';

const services = { cart: ['dev', 'prod'], orders: ['dev'] };

/** @implements {vscode.TreeDataProvider<string>} */
class Fleet {
  /** @param {string} id */
  getTreeItem(id) {
    const [service, environment] = id.split('/');
    const item = new vscode.TreeItem(
      environment ?? service ?? '',
      environment ? vscode.TreeItemCollapsibleState.None : vscode.TreeItemCollapsibleState.Collapsed,
    );
    item.id = id;
    item.description = environment ? 'in sync' : '';
    item.contextValue = environment ? 'cell' : 'service';
    item.accessibilityInformation = {
      label: environment ? `${service} in ${environment}, in sync` : `service ${service}`,
    };
    return item;
  }

  /** @param {string} [service] */
  getChildren(service) {
    if (service) return services[/** @type {keyof typeof services} */ (service)].map((name) => `${service}/${name}`);
    return Object.keys(services);
  }
}

/** @param {vscode.ExtensionContext} context */
export function activate(context) {
  const status = vscode.window.createStatusBarItem('sample.status');
  status.text = '$(check) 3 environments';
  status.tooltip = 'All pipelines passed';
  status.command = 'sample.ask';
  status.show();

  const note = vscode.window.createTextEditorDecorationType({ after: { contentText: '  live: 5 "by hand"' } });
  const problems = vscode.languages.createDiagnosticCollection('sample');
  const annotate = (/** @type {vscode.TextEditor | undefined} */ editor) => {
    const line =
      editor?.document
        .getText()
        .split('\n')
        .findIndex((text) => text.includes('replicas:')) ?? -1;
    if (!editor || line < 0) return;
    const range = editor.document.lineAt(line).range;
    editor.setDecorations(note, [{ range, hoverMessage: 'In git 3, live 5' }]);
    problems.set(editor.document.uri, [new vscode.Diagnostic(range, 'Three is too few')]);
  };
  annotate(vscode.window.activeTextEditor);

  const log = vscode.window.createOutputChannel('Sample', { log: true });
  log.info(`started with ${process.env['SAMPLE_TOKEN'] ?? 'nothing'}`);

  context.subscriptions.push(
    status,
    note,
    problems,
    log,
    vscode.window.onDidChangeActiveTextEditor(annotate),
    vscode.window.registerTreeDataProvider('sample.fleet', new Fleet()),
    vscode.commands.registerCommand('sample.promote', (cell) =>
      vscode.window.showInformationMessage(`Promoted ${cell}`),
    ),
    vscode.commands.registerCommand('sample.ask', async () => {
      const service = await vscode.window.showQuickPick(Object.keys(services), { placeHolder: 'Which service?' });
      const reason = service && (await vscode.window.showInputBox({ prompt: 'Why?' }));
      if (!reason) return;
      const pressed = await vscode.window.showInformationMessage(`${service}: ${reason}`, 'Open');
      const sure =
        pressed && (await vscode.window.showWarningMessage('Sure?', { modal: true, detail: 'All of it' }, 'Yes'));
      if (sure) await vscode.window.showInformationMessage('Opened');
    }),
  );
}
