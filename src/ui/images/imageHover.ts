import * as vscode from 'vscode';
import type { Fleet } from '../../core/fleet/fleet';
import { imagesIn } from '../../core/images/find';
import type { ImageSite } from '../../core/images/site';
import type { Clock } from '../../core/support/clock';
import { delay } from '../../core/support/deadline';
import { hasPolicy } from '../../core/update/source';
import type { WorkspaceFolders } from '../app';
import { parseBlobUri } from '../documents/blobUri';
import { imageText } from './imageText';
import { NewerLooks } from './newerLooks';

interface Parts {
  readonly fleet: Fleet;
  readonly folders: WorkspaceFolders;
  readonly clock: Clock;
  /** Aborts when the window closes. */
  readonly signal: AbortSignal;
}

/** So long a hover waits for what is not known yet; then it says so, and the next one has it. */
const waitsMs = 700;
const longestText = 500_000;
const languages = [{ language: 'yaml' }, { language: 'json' }];

/**
 * On the image of a manifest: which newer ones the policy allows, or why none, and where each version stands and runs.
 * Registries are asked on a hover alone, for a service that has a policy.
 */
export class ImageHover implements vscode.HoverProvider {
  private readonly looks: NewerLooks;
  private readonly sites = new WeakMap<
    vscode.TextDocument,
    { readonly version: number; readonly sites: readonly ImageSite[] }
  >();

  private constructor(private readonly parts: Parts) {
    this.looks = new NewerLooks(parts);
  }

  static register(parts: Parts): vscode.Disposable {
    return vscode.languages.registerHoverProvider(languages, new ImageHover(parts));
  }

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.Hover | undefined> {
    const { fleet, folders, clock, signal } = this.parts;
    const file = (await folders.fileOf(document.uri)) ?? parseBlobUri(document.uri);
    const service = file && fleet.snapshot.catalog?.services.find(({ name }) => name === file.service);
    if (!service || token.isCancellationRequested) return undefined;
    const at = (service.updates ?? []).flatMap((rule) => rule.at).filter((place) => place.file === file.path);
    const offset = document.offsetAt(position);
    const site = this.sitesOf(
      document,
      file.path,
      at.map(({ path }) => path),
    ).find((one) => {
      const { start, end } = rangeOf(one);
      return start <= offset && offset <= end;
    });
    if (!site) return undefined;
    const stop = new AbortController();
    const cancelled = token.onCancellationRequested(() => stop.abort());
    try {
      const versions = fleet.imageVersions(service.name, site.image, AbortSignal.any([signal, stop.signal])).catch(
        () => undefined, // what is not known is told as that
      );
      const isAsked = hasPolicy(service) && vscode.workspace.isTrusted;
      const look = isAsked ? this.looks.of(service.name) : undefined;
      const [where, newer] = await Promise.all([orSoon(versions, stop.signal), look && orSoon(look, stop.signal)]);
      const { start, end } = rangeOf(site);
      const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
      const known = newer ?? (look && this.looks.last(service.name));
      const text = imageText({ service, image: site.image, where, newer: known, isAsked }, clock.now());
      return new vscode.Hover(text, range);
    } finally {
      cancelled.dispose();
      stop.abort();
    }
  }

  /** Read once for each version of a text. */
  private sitesOf(document: vscode.TextDocument, path: string, at: readonly string[]): readonly ImageSite[] {
    const known = this.sites.get(document);
    if (known?.version === document.version) return known.sites;
    const text = document.getText();
    const sites = text.length > longestText ? [] : imagesIn(path, text, at).sites;
    this.sites.set(document, { version: document.version, sites });
    return sites;
  }
}

/** Where in the text the version is written. */
function rangeOf({ written }: ImageSite): { readonly start: number; readonly end: number } {
  return written.kind === 'whole' ? written.node : written.tag;
}

function orSoon<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const nothing = () => undefined;
  return Promise.race([work, delay(waitsMs, signal).then(nothing, nothing)]);
}
