/**
 * How files say that something writes images into them.
 * Source: Flux, "Automate image updates to Git"; Argo CD Image Updater, "Configuration" and "Update methods".
 */

/** Flux: the comment on a line that an image policy sets, with the blanks before it. Its group is the policy. */
export const policyComment = /(?<![ \t])[ \t]*#[ \t]*\{[ \t]*"\$imagepolicy"[ \t]*:[ \t]*"([^"\n]+)"[^\n]*/g;

/** Flux: an object that sets such lines. */
export const fluxUpdater = /^kind:[ \t]*["']?ImageUpdateAutomation["']?[ \t]*(?:#.*)?$/m;

/** Argo CD Image Updater: the annotation of an Application that lists images. */
export const argoAnnotation = 'argocd-image-updater.argoproj.io/image-list';

/** Argo CD Image Updater: the file that it writes. */
export const argoFile = /(?:^|\/)\.argocd-source-[^/]*\.ya?ml$/;
