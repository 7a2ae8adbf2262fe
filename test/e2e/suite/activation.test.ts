import assert from 'node:assert/strict';
import * as vscode from 'vscode';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

describe('The extension in VS Code', () => {
  it('activates and registers every command that it contributes', async () => {
    const extension = vscode.extensions.getExtension('branchline.branchline');
    assert.ok(extension, 'is installed');
    await extension.activate();
    const { contributes } = extension.packageJSON as Manifest;
    const registered = new Set(await vscode.commands.getCommands());
    assert.deepEqual(
      contributes.commands.map(({ command }) => command).filter((command) => !registered.has(command)),
      [],
    );
  });
});
