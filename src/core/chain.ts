/**
 * The text of a link of the log's chain, the one thing that is hashed (README, "The chain of the log"): canonical JSON as
 * RFC 8785 has it. A member that is null is left out, so a column added later changes no older text.
 */

/** Before the first link. */
export const NO_HASH = '0'.repeat(64);

/** `prev`: the hash of the link before in hexadecimal; `row`: its members in the order of their names. */
export const linkText = (seq: number, at: number, kind: string, prev: string, row: string): string =>
  `{"at":${at},"kind":"${kind}","prev":"${prev}","row":${row},"seq":${seq}}`;

/** The last line of an export: without it the file was cut off. */
export const endLine = (end: { first: number; last: number; count: number; hash: string }): string =>
  `{"end":{"count":${end.count},"first":${end.first},"hash":"${end.hash}","last":${end.last}}}`;

/** Niêm phong của một ngày: so many links, from one to another, and the Merkle root of their hashes. */
export type Seal = {
  readonly id: number;
  /** ISO. */
  readonly day: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly count: number;
  readonly root: string;
  readonly madeAt: number;
};

/** As it stands on paper and in the QR code, and as `verify --seal` reads it back. */
export const sealText = ({ day, firstSeq, lastSeq, count, root }: Omit<Seal, 'id' | 'madeAt'>): string =>
  `DX1 ${day} ${firstSeq}-${lastSeq} ${count} ${root}`;
