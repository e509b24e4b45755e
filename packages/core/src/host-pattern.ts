/**
 * A family of host names: labels between dots, where `*` stands for one or more characters within one label.
 * `*.d.codeartifact.*.amazonaws.com` matches `a-1.d.codeartifact.eu-west-1.amazonaws.com` and nothing above, below
 * or beside it.
 */
export type HostPattern = string

/**
 * Tells whether a host name belongs to the family. Both ends are anchored and no `*` crosses a dot, so that
 * `evil-pkgs.dev.azure.com` is no `pkgs.dev.azure.com`. The host is lower case, without a port.
 */
export function matchesHost(pattern: HostPattern, host: string): boolean {
  const wanted = pattern.split('.')
  const given = host.split('.')
  return wanted.length === given.length && wanted.every((label, at) => matchesLabel(label, given[at] ?? ''))
}

function matchesLabel(pattern: string, label: string): boolean {
  if (!pattern.includes('*')) return pattern === label
  const [before = '', after = ''] = pattern.split('*')
  return label.length > before.length + after.length && label.startsWith(before) && label.endsWith(after)
}
