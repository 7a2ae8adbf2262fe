import * as vscode from 'vscode';

/** The row that was taken, by itself or by one of its buttons. */
export interface PickedRow<T> {
  readonly row: T;
  readonly button?: vscode.QuickInputButton;
}

/** As `showQuickPick`, for rows that may have buttons. Nothing when the person changed their mind. */
export function pickRow<T extends vscode.QuickPickItem>(
  rows: readonly T[],
  { title, placeholder }: { readonly title: string; readonly placeholder?: string },
): Promise<PickedRow<T> | undefined> {
  const list = Object.assign(vscode.window.createQuickPick<T>(), {
    title,
    placeholder,
    items: rows,
    ignoreFocusOut: true,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return new Promise((resolve) => {
    const end = (picked: PickedRow<T> | undefined) => {
      resolve(picked);
      list.dispose();
    };
    list.onDidAccept(() => {
      const [row] = list.selectedItems;
      if (row) end({ row });
    });
    list.onDidTriggerItemButton(({ item, button }) => end({ row: item, button }));
    list.onDidHide(() => end(undefined));
    list.show();
  });
}
