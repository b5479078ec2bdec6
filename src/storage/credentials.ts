/**
 * What shows who somebody is: sessions, API tokens, one-time links; and what counts those who guess. Tokens are kept
 * as SHA-256 only: who reads the database, or a backup of it, can sign in as nobody.
 */
import type { ApiToken, Session } from '../core/account.ts';
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';

type NewSession = Omit<Session, 'agent' | 'address' | 'owesFactor'> &
  Partial<Pick<Session, 'agent' | 'address' | 'owesFactor'>>;
type SessionRow = Omit<Session, 'owesFactor'> & { readonly owesFactor: 0 | 1 };

type NewToken = Pick<ApiToken, 'tokenHash' | 'userId' | 'name' | 'createdAt' | 'expiresAt'> &
  Partial<Pick<ApiToken, 'scopes'>>;
type TokenRow = Omit<ApiToken, 'scopes'> & { readonly scopes: string | null };

/** A one-time link; `userId` null makes the first administrator, else it sets that user's password. */
export type Invitation = {
  readonly tokenHash: string;
  readonly userId: number | null;
  readonly createdAt: EpochMs;
  readonly expiresAt: EpochMs;
  readonly usedAt: EpochMs | null;
};

/** Tries to sign in since the last success; `blockedUntil` of a row not yet blocked is the instant of its last try. */
export type LoginFailures = { readonly who: string; readonly failures: number; readonly blockedUntil: EpochMs };

const SESSION =
  'token_hash AS tokenHash, user_id AS userId, created_at AS createdAt, seen_at AS seenAt, expires_at AS expiresAt, agent, address, owes_factor AS owesFactor';
const TOKEN =
  'id, token_hash AS tokenHash, user_id AS userId, name, created_at AS createdAt, expires_at AS expiresAt, revoked_at AS revokedAt, scopes, used_at AS usedAt, used_from AS usedFrom';
const INVITATION =
  'token_hash AS tokenHash, user_id AS userId, created_at AS createdAt, expires_at AS expiresAt, used_at AS usedAt';

const decodeSession = (row: SessionRow): Session => ({ ...row, owesFactor: row.owesFactor === 1 });
const decodeToken = (row: TokenRow): ApiToken => ({
  ...row,
  scopes: row.scopes === null ? null : (JSON.parse(row.scopes) as string[]),
});

export class Credentials {
  readonly #db;
  readonly #addSession;
  readonly #findSession;
  readonly #seeSession;
  readonly #removeSession;
  readonly #listSessions;
  readonly #removeSessionsOf;
  readonly #addToken;
  readonly #findToken;
  readonly #listTokens;
  readonly #useToken;
  readonly #revokeToken;
  readonly #revokeTokensOf;
  readonly #addInvitation;
  readonly #withdrawInvitations;
  readonly #findInvitation;
  readonly #useInvitation;
  readonly #findFailures;
  readonly #putFailures;
  readonly #forgetFailures;
  readonly #expired;

  constructor(db: Db) {
    this.#db = db;
    this.#addSession = db.prepare<SessionRow>(
      `INSERT INTO sessions (token_hash, user_id, created_at, seen_at, expires_at, agent, address, owes_factor)
       VALUES (@tokenHash, @userId, @createdAt, @seenAt, @expiresAt, @agent, @address, @owesFactor)`,
    );
    this.#findSession = db.prepare<{ tokenHash: string; now: EpochMs }, SessionRow>(
      `SELECT ${SESSION} FROM sessions WHERE token_hash = @tokenHash AND expires_at > @now`,
    );
    this.#listSessions = db.prepare<{ userId: number; now: EpochMs }, SessionRow>(
      `SELECT ${SESSION} FROM sessions WHERE user_id = @userId AND expires_at > @now AND owes_factor = 0
       ORDER BY seen_at DESC, created_at DESC, token_hash`,
    );
    this.#seeSession = db.prepare<Pick<Session, 'tokenHash' | 'seenAt' | 'expiresAt' | 'address'>>(
      `UPDATE sessions SET seen_at = @seenAt, expires_at = @expiresAt, address = @address
       WHERE token_hash = @tokenHash`,
    );
    this.#removeSession = db.prepare<{ tokenHash: string }>('DELETE FROM sessions WHERE token_hash = @tokenHash');
    this.#removeSessionsOf = db.prepare<{ userId: number }>('DELETE FROM sessions WHERE user_id = @userId');

    this.#addToken = db.prepare<Omit<NewToken, 'scopes'> & { scopes: string | null }, TokenRow>(
      `INSERT INTO api_tokens (token_hash, user_id, name, created_at, expires_at, scopes)
       VALUES (@tokenHash, @userId, @name, @createdAt, @expiresAt, @scopes) RETURNING ${TOKEN}`,
    );
    this.#findToken = db.prepare<{ tokenHash: string; now: EpochMs }, TokenRow>(
      `SELECT ${TOKEN} FROM api_tokens
       WHERE token_hash = @tokenHash AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > @now)`,
    );
    this.#listTokens = db.prepare<[], TokenRow>(`SELECT ${TOKEN} FROM api_tokens ORDER BY id`);
    this.#useToken = db.prepare<{ id: number; at: EpochMs; from: string }>(
      'UPDATE api_tokens SET used_at = @at, used_from = @from WHERE id = @id',
    );
    this.#revokeTokensOf = db.prepare<{ userId: number; at: EpochMs }>(
      'UPDATE api_tokens SET revoked_at = @at WHERE user_id = @userId AND revoked_at IS NULL',
    );
    this.#revokeToken = db.prepare<{ id: number; at: EpochMs }>(
      'UPDATE api_tokens SET revoked_at = @at WHERE id = @id AND revoked_at IS NULL',
    );

    this.#addInvitation = db.prepare<Omit<Invitation, 'usedAt'>>(
      `INSERT INTO invitations (token_hash, user_id, created_at, expires_at)
       VALUES (@tokenHash, @userId, @createdAt, @expiresAt)`,
    );
    this.#withdrawInvitations = db.prepare<{ userId: number | null }>(
      'DELETE FROM invitations WHERE user_id IS @userId AND used_at IS NULL',
    );
    this.#findInvitation = db.prepare<{ tokenHash: string; now: EpochMs }, Invitation>(
      `SELECT ${INVITATION} FROM invitations WHERE token_hash = @tokenHash AND used_at IS NULL AND expires_at > @now`,
    );
    this.#useInvitation = db.prepare<{ tokenHash: string; now: EpochMs }>(
      `UPDATE invitations SET used_at = @now
       WHERE token_hash = @tokenHash AND used_at IS NULL AND expires_at > @now`,
    );

    this.#findFailures = db.prepare<{ who: string }, LoginFailures>(
      'SELECT who, failures, blocked_until AS blockedUntil FROM login_failures WHERE who = @who',
    );
    this.#putFailures = db.prepare<LoginFailures>(
      `INSERT INTO login_failures (who, failures, blocked_until) VALUES (@who, @failures, @blockedUntil)
       ON CONFLICT (who) DO UPDATE SET failures = excluded.failures, blocked_until = excluded.blocked_until`,
    );
    this.#forgetFailures = db.prepare<{ who: string }>('DELETE FROM login_failures WHERE who = @who');
    this.#expired = [
      db.prepare<{ before: EpochMs }>('DELETE FROM sessions WHERE expires_at < @before'),
      db.prepare<{ before: EpochMs }>('DELETE FROM login_failures WHERE blocked_until < @before'),
    ];
  }

  addSession(session: NewSession): void {
    this.#addSession.run({ agent: '', address: '', ...session, owesFactor: session.owesFactor ? 1 : 0 });
  }

  findSession(tokenHash: string, now: EpochMs): Session | undefined {
    const row = this.#findSession.get({ tokenHash, now });
    return row && decodeSession(row);
  }

  /** Of one person, the one used last first; those that still owe the second factor are left out. */
  listSessions(userId: number, now: EpochMs): Session[] {
    return this.#listSessions.all({ userId, now }).map(decodeSession);
  }

  seeSession(seen: Pick<Session, 'tokenHash' | 'seenAt' | 'expiresAt' | 'address'>): void {
    this.#seeSession.run(seen);
  }

  removeSession(tokenHash: string): void {
    this.#removeSession.run({ tokenHash });
  }

  removeSessionsOf(userId: number): void {
    this.#removeSessionsOf.run({ userId });
  }

  addToken({ scopes, ...token }: NewToken): ApiToken {
    return decodeToken(this.#addToken.get({ ...token, scopes: scopes ? JSON.stringify(scopes) : null })!);
  }

  findToken(tokenHash: string, now: EpochMs): ApiToken | undefined {
    const row = this.#findToken.get({ tokenHash, now });
    return row && decodeToken(row);
  }

  listTokens(): ApiToken[] {
    return this.#listTokens.all().map(decodeToken);
  }

  useToken(id: number, at: EpochMs, from: string): void {
    this.#useToken.run({ id, at, from });
  }

  revokeTokensOf(userId: number, at: EpochMs): void {
    this.#revokeTokensOf.run({ userId, at });
  }

  /** False when there is no such token in force. */
  revokeToken(id: number, at: EpochMs): boolean {
    return this.#revokeToken.run({ id, at }).changes > 0;
  }

  /** Takes the place of every unused link for the same person: the newest is the only one that opens. */
  addInvitation(invitation: Omit<Invitation, 'usedAt'>): void {
    this.#db
      .transaction(() => {
        this.#withdrawInvitations.run({ userId: invitation.userId });
        this.#addInvitation.run(invitation);
      })
      .immediate();
  }

  withdrawInvitations(userId: number | null): void {
    this.#withdrawInvitations.run({ userId });
  }

  findInvitation(tokenHash: string, now: EpochMs): Invitation | undefined {
    return this.#findInvitation.get({ tokenHash, now });
  }

  /** Marks the link used and does `then`, both or neither; `undefined` when somebody was faster. */
  useInvitation<T>(tokenHash: string, now: EpochMs, then: () => T): T | undefined {
    return this.#db
      .transaction(() => {
        if (this.#useInvitation.run({ tokenHash, now }).changes === 0) return undefined;
        return then();
      })
      .immediate();
  }

  findFailures(who: string): LoginFailures | undefined {
    return this.#findFailures.get({ who });
  }

  putFailures(failures: LoginFailures): void {
    this.#putFailures.run(failures);
  }

  forgetFailures(who: string): void {
    this.#forgetFailures.run({ who });
  }

  /** Clears what ended before that instant and is of no use to anybody. */
  removeExpired(before: EpochMs): void {
    for (const statement of this.#expired) statement.run({ before });
  }
}
