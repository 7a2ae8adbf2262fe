import { render } from 'preact';
import type { FromPage, ToPage } from '../protocol/decision';
import { App } from './app';
import '../../pages/page/signs.css';
import '../../pages/page/base.css';
import './decision.css';

const editor = acquireVsCodeApi();
const root = document.getElementById('decision');
const say = (message: FromPage) => editor.postMessage(message);
const shownIn = ({ decision: { shown }, standing: { asked } }: ToPage) => ({ shown, asked });

if (root) {
  // Only the editor speaks to the page: no other window knows it, and the policy lets none be opened.
  window.addEventListener('message', ({ data }: MessageEvent<ToPage>) =>
    render(<App {...data} act={(offer) => say({ kind: 'act', offer, ...shownIn(data) })} />, root),
  );
  say({ kind: 'ready' });
}
