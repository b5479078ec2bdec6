/** What shows who somebody is: a browser's session and a program's token, as they are kept. */
import type { EpochMs } from './time.ts';

export type Session = {
  readonly tokenHash: string;
  readonly userId: number;
  readonly createdAt: EpochMs;
  readonly seenAt: EpochMs;
  readonly expiresAt: EpochMs;
  /** What the browser calls itself, and where it was last seen. */
  readonly agent: string;
  readonly address: string;
  /** The password was right, the second factor is still owed: it is nobody yet. */
  readonly owesFactor: boolean;
};

export type ApiToken = {
  readonly id: number;
  readonly tokenHash: string;
  readonly userId: number;
  readonly name: string;
  readonly createdAt: EpochMs;
  readonly expiresAt: EpochMs | null;
  readonly revokedAt: EpochMs | null;
  /** What it may be used for (scopes.ts); null: whatever its owner may do. */
  readonly scopes: readonly string[] | null;
  readonly usedAt: EpochMs | null;
  readonly usedFrom: string;
};
