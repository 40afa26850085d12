/** Found nodes in the forms that graphite-web's `/metrics/find` answers. Finding them is the store's. */

/** A node of the tree, as the store finds it. */
export interface FoundPath {
  readonly path: string;
  readonly name: string;
  readonly leaf: boolean;
  readonly branch: boolean;
}

export interface TreeNode {
  readonly text: string;
  readonly id: string;
  readonly allowChildren: 0 | 1;
  readonly expandable: 0 | 1;
  readonly leaf: 0 | 1;
}

/**
 * `format=treejson`: branches first, then leaves, each name once; a node that is both shows as its branch. Ids keep the query's own
 * base, globs and all. With `wildcards`, a `*` node comes first when there are several.
 */
export function findToTreeJson(nodes: readonly FoundPath[], query: string, wildcards = false): TreeNode[] {
  const dot = query.lastIndexOf('.');
  const base = dot < 0 ? '' : query.slice(0, dot + 1);
  const sorted = sortedByName(nodes);
  const branches = new Map(sorted.filter((n) => n.branch).map((n) => [n.name, treeNode(n.name, base, true)]));
  const leaves = new Map(
    sorted.filter((n) => !n.branch && !branches.has(n.name)).map((n) => [n.name, treeNode(n.name, base, false)]),
  );
  const out = [...branches.values(), ...leaves.values()];
  // A node that is both counts twice, as in graphite-web.
  const count = nodes.reduce((n, { leaf, branch }) => n + Number(leaf) + Number(branch), 0);
  if (!wildcards || count <= 1) return out;
  return [treeNode('*', base, branches.size > 0), ...out];
}

export interface CompleterNode {
  readonly name: string;
  /** Ends in a dot for branches. The wildcard node has none. */
  readonly path?: string;
  readonly is_leaf?: '0' | '1';
}

/** `format=completer`: every node by its path; a node that is both comes as branch and as leaf. With `wildcards`, a `*` comes last. */
export function findToCompleter(nodes: readonly FoundPath[], wildcards = false): { readonly metrics: CompleterNode[] } {
  const metrics: CompleterNode[] = sortedByName(nodes).flatMap(({ path, name, leaf, branch }) => [
    ...(branch ? [{ path: `${path}.`, name, is_leaf: '0' as const }] : []),
    ...(leaf ? [{ path, name, is_leaf: '1' as const }] : []),
  ]);
  if (wildcards && metrics.length > 1) metrics.push({ name: '*' });
  return { metrics };
}

/**
 * What the completer looks for: everything that starts as typed, with `..` for "any node". With `variants` a node with commas, `a,b`, is
 * one of its parts, `{a,b}`.
 */
export function completerQuery(query: string, variants = false): string {
  const open = query.replaceAll('..', '*.');
  const started = open.endsWith('*') ? open : `${open}*`;
  if (!variants) return started;
  return started
    .split('.')
    .map((node) => (node.includes(',') && !node.includes('{') ? `{${node}}` : node))
    .join('.');
}

function treeNode(name: string, base: string, branch: boolean): TreeNode {
  const open = branch ? 1 : 0;
  return { text: unquoted(name), id: `${base}${name}`, allowChildren: open, expandable: open, leaf: branch ? 0 : 1 };
}

/** As graphite-web shows names: `+` is a space and `%2F` a slash. What is no UTF-8 stays as it is. */
function unquoted(name: string): string {
  if (!/[+%]/.test(name)) return name;
  return name.replaceAll('+', ' ').replace(/(?:%[0-9A-Fa-f]{2})+/g, (quoted) => {
    try {
      return decodeURIComponent(quoted);
    } catch {
      return quoted;
    }
  });
}

export function sortedByName(nodes: readonly FoundPath[]): FoundPath[] {
  return [...nodes].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
