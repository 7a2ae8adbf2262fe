import * as vscode from 'vscode';
import { unlinked } from '../../tell';

/** Runs work under a progress sign; the signal aborts when the person cancels or the window closes. */
export function withProgressIn<T>(
  where: vscode.ProgressLocation | { readonly viewId: string },
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Thenable<T> {
  return vscode.window.withProgress({ location: where }, (_progress, token) => work(joined(signal, token)));
}

/** The same with a title, in a notification that can be cancelled. */
export function withProgress<T>(
  title: string,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Thenable<T> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: unlinked(title), cancellable: true },
    (_progress, token) => work(joined(signal, token)),
  );
}

/** As `withProgress`, for work that has steps: it says each. */
export function withSteps<T>(
  title: string,
  signal: AbortSignal,
  work: (signal: AbortSignal, step: (said: string) => void) => Promise<T>,
): Thenable<T> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: unlinked(title), cancellable: true },
    (progress, token) => work(joined(signal, token), (said) => progress.report({ message: unlinked(said) })),
  );
}

function joined(signal: AbortSignal, token: vscode.CancellationToken): AbortSignal {
  const controller = new AbortController();
  token.onCancellationRequested(() => controller.abort());
  return AbortSignal.any([signal, controller.signal]);
}
