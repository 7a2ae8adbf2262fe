import { render } from 'preact';
import type { Offer } from '../../pages/protocol/said';
import type { FromPage, ToPage, TrainScreen } from '../protocol/train';
import { App } from './app';
import '../../pages/page/signs.css';
import '../../pages/page/base.css';
import './train.css';

const editor = acquireVsCodeApi();
const root = document.getElementById('train');
const say = (message: FromPage) => editor.postMessage(message);
let screen: TrainScreen | undefined;
let shown = 0;
let busy: { readonly said: string; readonly stop: Offer | null } = { said: '', stop: null };

if (root) {
  // Only the editor speaks to the page: no other window knows it, and the policy lets none be opened.
  window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
    if (data.kind === 'screen') ({ screen, shown } = data);
    else busy = data;
    // What is pressed is of what is drawn, whatever is told meanwhile.
    const drawn = shown;
    render(<App screen={screen} busy={busy} press={(offer) => say({ kind: 'act', offer, shown: drawn })} />, root);
  });
  say({ kind: 'ready' });
}
