/**
 * Every key of git's configuration whose documentation says that its value, or a part of it, is run or reached. Taken from
 * `Documentation/config` of git 2.55 (commit 1a3e64c6c4); `*` stands for a name of one's own. Those for programs apart from
 * git itself (gitweb, git-gui, instaweb, p4, cvsserver) are in it as far as git reads them.
 */
export const programKeys: readonly string[] = [
  'alias.plan', 'alias.*.command', 'browser.*.cmd', 'browser.*.path', 'core.alternateRefsCommand', 'core.askPass', 'core.editor',
  'core.fsmonitor', 'core.gitProxy', 'core.pager', 'core.sshCommand', 'credential.helper',
  'credential.http://127.0.0.1.helper', 'diff.*.command', 'diff.*.textconv', 'diff.external', 'difftool.*.cmd',
  'difftool.*.path', 'filter.*.clean', 'filter.*.smudge', 'filter.*.process', 'gc.recentObjectsHook', 'gpg.program',
  'gpg.openpgp.program', 'gpg.x509.program', 'gpg.ssh.program', 'gpg.ssh.defaultKeyCommand', 'guitool.*.cmd', 'hook.*.command',
  'imap.tunnel', 'interactive.diffFilter', 'man.*.cmd', 'man.*.path', 'merge.*.driver', 'mergetool.*.cmd',
  'mergetool.*.path', 'pager.rev-parse', 'pager.config', 'pager.cat-file', 'pager.diff', 'pager.rev-list', 'pager.log', 'receive.procReceiveRefs',
  'remote.origin.receivepack', 'remote.origin.uploadpack', 'remote.origin.vcs', 'sendemail.ccCmd', 'sendemail.headerCmd',
  'sendemail.sendmailCmd', 'sendemail.toCmd', 'sendemail.smtpServer', 'sequence.editor', 'submodule.*.update', 'tar.*.command',
  'trailer.*.cmd', 'trailer.*.command', 'uploadpack.packObjectsHook', 'uploadpackfilter.allow', 'web.browser',
]; // prettier-ignore

/** Keys whose value is an address, or a rule that makes one of another. */
export const addressKeys: readonly string[] = [
  'bundle.*.uri', 'core.gitProxy', 'fetch.bundleURI', 'http.proxy', 'http.curloptResolve', 'imap.host', 'promisor.acceptFromServerUrl',
  'remote.origin.proxy', 'remote.origin.pushurl', 'remote.origin.url', 'submodule.*.url', 'transfer.bundleURI', 'trace2.eventTarget', 'url.*.insteadOf',
  'url.*.pushInsteadOf',
]; // prettier-ignore

/** Keys that name a file or a folder from which git reads such keys, or programs. */
export const folderKeys: readonly string[] = [
  'core.hooksPath',
  'core.attributesFile',
  'include.path',
  'includeIf.gitdir:/.path',
];

/** Source: githooks(5) of the same commit. */
export const hooks: readonly string[] = [
  'applypatch-msg', 'pre-applypatch', 'post-applypatch', 'pre-commit', 'pre-merge-commit', 'prepare-commit-msg', 'commit-msg',
  'post-commit', 'pre-rebase', 'post-checkout', 'post-merge', 'pre-push', 'pre-receive', 'update', 'proc-receive',
  'post-receive', 'post-update', 'reference-transaction', 'push-to-checkout', 'pre-auto-gc', 'post-rewrite',
  'sendemail-validate', 'fsmonitor-watchman', 'post-index-change',
]; // prettier-ignore
