import { render } from 'preact';
import type { Details, FromPage, Screen, ToPage } from '../protocol/timeline';
import { App } from './app';
import '../../pages/page/signs.css';
import '../../pages/page/base.css';
import './timeline.css';
import './bisect.css';

const editor = acquireVsCodeApi();
const root = document.getElementById('timeline');
const say = (message: FromPage) => editor.postMessage(message);
let screen: Screen | undefined;
let details: Details | null = null;
let busy = '';

if (root) {
  // Only the editor speaks to the page: no other window knows it, and the policy lets none be opened.
  window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
    if (data.kind === 'screen') screen = data.screen;
    else if (data.kind === 'details') details = data.details;
    else busy = data.said;
    render(<App screen={screen} details={details} busy={busy} say={say} />, root);
  });
  say({ kind: 'ready' });
}
