/** The Merkle tree of RFC 6962, 2.1: SHA-256, a leaf hashed behind 0x00 and a node behind 0x01. */
import { hash as digest } from 'node:crypto';

const hash = (prefix: 0 | 1, ...parts: readonly Uint8Array[]): Buffer =>
  digest('sha256', Buffer.concat([Buffer.of(prefix), ...parts]), 'buffer');

/** Of no entries at all: the hash of nothing. Not recursive, so that a day of a million entries is one too. */
export function merkleRoot(entries: readonly Uint8Array[]): Buffer {
  if (entries.length === 0) return digest('sha256', Buffer.alloc(0), 'buffer');
  // A perfect tree for each bit of the number read so far: the left subtree is always the largest power of two.
  const trees: { height: number; root: Buffer }[] = [];
  for (const entry of entries) {
    let tree = { height: 0, root: hash(0, entry) };
    while (trees.at(-1)?.height === tree.height)
      tree = { height: tree.height + 1, root: hash(1, trees.pop()!.root, tree.root) };
    trees.push(tree);
  }
  return trees.map(({ root }) => root).reduceRight((right, left) => hash(1, left, right));
}
