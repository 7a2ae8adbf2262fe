import { render } from 'preact';
import type { ToPage } from '../protocol/messages';
import { App } from './app';
import '../../pages/page/signs.css';
import './board.css';
import { keptOf, readKept } from './kept';
import { Store } from './store';

const ageEveryMs = 30_000;

const editor = acquireVsCodeApi();
const root = document.getElementById('board');
if (root) {
  const store = new Store(
    (message) => editor.postMessage(message),
    (state) => render(<App state={state} store={store} />, root),
    readKept(editor.getState()),
    (kept) => editor.setState(keptOf(kept)),
  );
  // Only the editor speaks to the page: no other window knows it, and the policy lets none be opened.
  window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => store.hear(data));
  setInterval(() => store.set({ now: Date.now() }), ageEveryMs);
  store.say({ kind: 'ready' });
}
